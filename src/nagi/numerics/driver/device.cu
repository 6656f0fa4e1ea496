// The loop of one thread: one patient under one arm, from its start state to the end of the arm.
//
// The same rules as driver/loops.py, for one lane. Stands behind what printers/cuda.py prints of a model: `real`, the
// sizes, and the functions prep, attempt, trace, resets_of, newton. Tables have patients (or jobs) fastest, so that
// neighbouring threads read neighbouring numbers; jobs come sorted by arm, so that they meet the same events.
// Time, parameters and tolerances stay in double precision whatever `real` is.

enum { OK = 0, TOO_MANY_STEPS = 1, STEP_TOO_SMALL = 2, NOT_FINITE = 3, NEGATIVE = 5, GOING_ON = -1 };

struct Arms {  // segments first[arm] to first[arm + 1], each with its end, effects and doses, and whether its first
  const long long *first;  // step is a careful one; the weeks of outputs
  const double *end, *effects, *doses;
  const long long *careful;
  const double *week;
  long long weeks;
};

struct Control {
  double rtol, step, least;
  long long most;
};

struct Table {  // one row per job (or per patient), rows contiguous over jobs
  real *outputs, *reduced, *last;
  long long *status, *steps, *rejected;
  double *time;
};

static __device__ void constants_of(
    const double *parameters, long long row, long long rows, const double *effects, real *c) {
  double p[PARAMETERS + 1], wide[CONSTANTS + 1];
  for (int i = 0; i < PARAMETERS; ++i) p[i] = parameters[i * rows + row];
  prep(p, effects, wide);
  for (int i = 0; i < CONSTANTS; ++i) c[i] = (real)wide[i];
}

// Keeps an output, or what a summary needs of it: value at the last week, area by trapezoids, relative fall.
struct Recorder {
  bool reduce;
  long long job, jobs, point;
  double before;
  real first[OUTPUTS], value[OUTPUTS], area[OUTPUTS];

  // At the next week, inside the step that began at the time `since` from y, ended at n and took 1 / per_used weeks.
  __device__ void keep(
      const Arms &arms, const Table &to, double since, real per_used, const real *y, const real *n, const real *dense,
      const real *c) {
    real o[OUTPUTS];
    trace((real)(arms.week[point] - since), per_used, y, n, dense, c, o);
    for (int i = 0; i < OUTPUTS; ++i) {
      if (!reduce) {
        to.outputs[(point * OUTPUTS + i) * jobs + job] = o[i];
      } else if (point == 0) {
        first[i] = o[i];
        area[i] = (real)0;
      } else {
        area[i] += (real)0.5 * (value[i] + o[i]) * (real)(arms.week[point] - before);
      }
      value[i] = o[i];
    }
    before = arms.week[point];
    ++point;
  }

  __device__ void close(const Arms &arms, const Table &to, bool good) {
    const real nothing = (real)not_a_number();
    if (!reduce) {
      for (long long k = 0; !good && k < arms.weeks * OUTPUTS; ++k) to.outputs[k * jobs + job] = nothing;
      return;
    }
    const double span = arms.weeks ? before - arms.week[0] : 0.0;
    for (int i = 0; i < OUTPUTS; ++i) {
      to.reduced[(3 * i) * jobs + job] = good ? value[i] : nothing;
      to.reduced[(3 * i + 1) * jobs + job] = !good ? nothing : span > 0.0 ? area[i] / (real)span : value[i];
      to.reduced[(3 * i + 2) * jobs + job] = good ? (first[i] - value[i]) / first[i] : nothing;
    }
  }
};

// Why a step cannot be made smaller: the error stays too large, is not finite, or the state leaves its range.
static __device__ int reason(real square) {
  if (!(square < infinite())) return NOT_FINITE;
  return square >= (real)1 ? STEP_TOO_SMALL : NEGATIVE;
}

// One segment, from t to its end. Returns why it stopped; `t`, `y`, the next step and the counts go on.
static __device__ int segment(
    const Arms &arms, const Control &control, const Table &to, double end, const real *c, real *y, double &t,
    real &wish, long long &steps, long long &rejected, Recorder &record) {
  real n[STATES], dense[DENSE * NEEDED + 1];
  while (true) {
    real left, moved, per_used, square;
    const bool good = attempt(y, c, (real)control.rtol, (real)(end - t), wish, n, dense, left, moved, per_used, square);
    const int spent = ++steps >= control.most ? TOO_MANY_STEPS : GOING_ON;
    if (!good) {
      ++rejected;
      if (wish < (real)control.least) return reason(square);
      if (spent != GOING_ON) return spent;
      continue;
    }
    const bool last = left <= (real)0;
    const double until = last ? end : t + (double)moved;
    while (record.point < arms.weeks && arms.week[record.point] <= until) {
      record.keep(arms, to, t, per_used, y, n, dense, c);
    }
    for (int i = 0; i < STATES; ++i) y[i] = n[i];
    t = until;
    if (last) return OK;
    if (spent != GOING_ON) return spent;
  }
}

extern "C" __global__ void integrate(
    const long long jobs, const long long patients, const int reduce, const long long *patient, const long long *arm,
    const double *parameters, const double *start, const Arms arms, const Control control, const Table to) {
  const long long j = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= jobs) return;
  real y[STATES], c[CONSTANTS + 1], wish = (real)control.step;
  for (int i = 0; i < STATES; ++i) y[i] = (real)start[i * patients + patient[j]];
  Recorder record = {reduce != 0, j, jobs, 0, 0.0, {}, {}, {}};
  double t = 0.0;
  long long steps = 0, rejected = 0;
  int stop = OK;
  for (long long s = arms.first[arm[j]]; s < arms.first[arm[j] + 1] && stop == OK; ++s) {
    constants_of(parameters, patient[j], patients, arms.effects + s * EFFECTS, c);
    if (steps == 0 && arms.weeks > 0 && arms.week[0] <= 0.0) {
      const real still[DENSE * NEEDED + 1] = {};
      record.keep(arms, to, 0.0, (real)1, y, y, still, c);
    }
    resets_of(y, c);
    for (int i = 0; i < STATES; ++i) y[i] += (real)arms.doses[s * STATES + i];
    if (arms.careful[s]) wish = (real)control.step;
    stop = segment(arms, control, to, arms.end[s], c, y, t, wish, steps, rejected, record);
  }
  record.close(arms, to, stop == OK);
  to.status[j] = stop;
  to.time[j] = t;
  to.steps[j] = steps;
  to.rejected[j] = rejected;
  for (int i = 0; i < STATES; ++i) to.last[i * jobs + j] = y[i];
}

// Newton steps from states near a steady state, in place; see driver/polish.py. One thread per patient.
extern "C" __global__ void polish(
    const long long patients, const int polishes, const double *parameters, const double *effects, real *states,
    double *residual, double *moved) {
  const long long j = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= patients) return;
  real y[STATES], n[STATES], c[CONSTANTS + 1], left;
  for (int i = 0; i < STATES; ++i) y[i] = states[i * patients + j];
  constants_of(parameters, j, patients, effects, c);
  for (int k = 0; k < polishes; ++k) {
    newton(y, c, n, left);
    for (int i = 0; i < STATES; ++i) y[i] = n[i];
  }
  newton(y, c, n, left);
  double largest = 0.0;
  for (int i = 0; i < STATES; ++i) {
    const double before = states[i * patients + j];
    const double share = fabs((double)y[i] - before) / (SCALES[i] + fabs(before));
    if (!(share <= largest) && largest == largest) largest = share;
    states[i * patients + j] = y[i];
  }
  residual[j] = left;
  moved[j] = largest;
}
