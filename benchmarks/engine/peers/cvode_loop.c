/* CVODE over all patients and arms, from C: dense direct solver, analytic Jacobian, the printed equations above.
   Only prototypes are needed, so that any SUNDIALS 7 with double precision can be linked. */
#include <stddef.h>

typedef struct _N_Vector *N_Vector;
typedef struct _SUNMatrix *SUNMatrix;
typedef struct _SUNLinearSolver *SUNLinearSolver;
typedef struct _SUNContext *SUNContext;
typedef SUNINDEX sunindextype;

int SUNContext_Create(int comm, SUNContext *context);
int SUNContext_Free(SUNContext *context);
N_Vector N_VNew_Serial(sunindextype length, SUNContext context);
double *N_VGetArrayPointer(N_Vector v);
void N_VDestroy(N_Vector v);
SUNMatrix SUNDenseMatrix(sunindextype rows, sunindextype columns, SUNContext context);
double **SUNDenseMatrix_Cols(SUNMatrix a);
void SUNMatDestroy(SUNMatrix a);
SUNLinearSolver SUNLinSol_Dense(N_Vector y, SUNMatrix a, SUNContext context);
int SUNLinSolFree(SUNLinearSolver solver);
void *CVodeCreate(int method, SUNContext context);
int CVodeInit(void *memory, int (*f)(double, N_Vector, N_Vector, void *), double t, N_Vector y);
int CVodeReInit(void *memory, double t, N_Vector y);
int CVodeSStolerances(void *memory, double rtol, double atol);
int CVodeSetUserData(void *memory, void *data);
int CVodeSetMaxNumSteps(void *memory, long most);
int CVodeSetLinearSolver(void *memory, SUNLinearSolver solver, SUNMatrix a);
int CVodeSetJacFn(void *memory,
                  int (*jac)(double, N_Vector, N_Vector, SUNMatrix, void *, N_Vector, N_Vector, N_Vector));
int CVode(void *memory, double end, N_Vector y, double *reached, int task);
void CVodeFree(void **memory);

enum { BDF = 2, NORMAL = 1 };

static int slopes(double t, N_Vector y, N_Vector f, void *constants) {
  (void)t;
  rhs(N_VGetArrayPointer(y), constants, N_VGetArrayPointer(f));
  return 0;
}

static int jacobian(double t, N_Vector y, N_Vector f, SUNMatrix j, void *constants, N_Vector a, N_Vector b, N_Vector c) {
  (void)t, (void)f, (void)a, (void)b, (void)c;
  jac(N_VGetArrayPointer(y), constants, SUNDenseMatrix_Cols(j)[0]);
  return 0;
}

static double easi(const double *y) { return 36.0 * (y[1] + 1.0 - y[0]); }

/* inputs (patients, PARAMETERS), effects (arms, EFFECTS), found (patients, arms, points); 0 if all went well. */
int solve_all(const double *inputs, long patients, const double *effects, long arms, const double *start,
              const double *weeks, long points, double rtol, double atol, double *found) {
  SUNContext context;
  if (SUNContext_Create(0, &context)) return 1;
  double row[PARAMETERS + EFFECTS], constants[CONSTANTS], base[STATES], reached;
  N_Vector state = N_VNew_Serial(STATES, context);
  double *y = N_VGetArrayPointer(state);
  SUNMatrix matrix = SUNDenseMatrix(STATES, STATES, context);
  SUNLinearSolver solver = SUNLinSol_Dense(state, matrix, context);
  void *memory = CVodeCreate(BDF, context);
  int bad = CVodeInit(memory, slopes, 0.0, state) || CVodeSStolerances(memory, rtol, atol) ||
            CVodeSetUserData(memory, constants) || CVodeSetLinearSolver(memory, solver, matrix) ||
            CVodeSetJacFn(memory, jacobian) || CVodeSetMaxNumSteps(memory, 100000);
  for (long i = 0; i < patients && !bad; i++) {
    for (int k = 0; k < PARAMETERS; k++) row[k] = inputs[i * PARAMETERS + k];
    for (int k = 0; k < EFFECTS; k++) row[PARAMETERS + k] = 0.0;
    prep(row, NULL, constants);
    for (int k = 0; k < STATES; k++) y[k] = start[k];
    bad = CVodeReInit(memory, 0.0, state) || CVode(memory, RUN_IN, state, &reached, NORMAL) < 0;
    for (int k = 0; k < STATES; k++) base[k] = y[k];
    for (long j = 0; j < arms && !bad; j++) {
      for (int k = 0; k < EFFECTS; k++) row[PARAMETERS + k] = effects[j * EFFECTS + k];
      prep(row, NULL, constants);
      for (int k = 0; k < STATES; k++) y[k] = base[k];
      double *out = found + (i * arms + j) * points;
      out[0] = easi(y);
      bad = CVodeReInit(memory, 0.0, state);
      for (long w = 1; w < points && !bad; w++) {
        bad = CVode(memory, weeks[w], state, &reached, NORMAL) < 0;
        out[w] = easi(y);
      }
    }
  }
  CVodeFree(&memory);
  SUNLinSolFree(solver);
  SUNMatDestroy(matrix);
  N_VDestroy(state);
  SUNContext_Free(&context);
  return bad;
}
