// The loop of one thread: one patient under one arm, from its start state to the end of the arm.
//
// The same rules as driver/loops.py, for one lane. Stands behind what printers/cuda.py prints of a model: `real`, the
// sizes, and the functions prep, attempt, outputs_of, resets_of, newton. Tables have patients (or jobs) fastest, so that
// neighbouring threads read neighbouring numbers; jobs come sorted by arm, so that they meet the same events.
// Time, parameters and tolerances stay in double precision whatever `real` is.

enum { OK = 0, TOO_MANY_STEPS = 1, STEP_TOO_SMALL = 2, NOT_FINITE = 3, NEGATIVE = 5, GOING_ON = -1 };

struct Arms {  // segments first[arm] to first[arm + 1], each with its end, effects and doses; the weeks of outputs
  const long long *first;
  const double *end, *effects, *doses, *week;
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

  __device__ void keep(const Arms &arms, const Table &to, const real *y, const real *c) {
    real o[OUTPUTS];
    outputs_of(y, c, o);
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

// The needed states at the share s of a step from y to n.
static __device__ void inside(real s, const real *y, const real *n, const real *dense, real *at) {
  for (int i = 0; i < NEEDED; ++i) {
    real curve = (real)0;
    for (int k = DENSE - 1; k >= 0; --k) curve = dense[k * NEEDED + i] + s * curve;
    at[i] = ((real)1 - s) * y[NEEDED_STATES[i]] + s * (n[NEEDED_STATES[i]] + ((real)1 - s) * curve);
  }
}

// One segment, from t to its end. Returns why it stopped; `t`, `y` and the counts go on.
static __device__ int segment(
    const Arms &arms, const Control &control, const Table &to, double end, const real *c, real *y, double &t,
    long long &steps, long long &rejected, Recorder &record) {
  real wish = (real)control.step, n[STATES], dense[DENSE * NEEDED + 1];
  while (true) {
    real used, next, err;
    const real rest = (real)(end - t);
    const bool good = attempt(y, c, wish, rest, (real)control.rtol, n, dense, used, next, err);
    int stop = ++steps >= control.most ? TOO_MANY_STEPS : GOING_ON;
    wish = next;
    if (!good) {
      ++rejected;
      if (next < (real)control.least) stop = !(err < infinite()) ? NOT_FINITE : err >= (real)1 ? STEP_TOO_SMALL : NEGATIVE;
      if (stop != GOING_ON) return stop;
      continue;
    }
    const bool last = used >= rest;
    const double until = last ? end : t + (double)used;
    while (record.point < arms.weeks && arms.week[record.point] <= until) {
      const double share = (arms.week[record.point] - t) / (double)used;
      real at[NEEDED + 1];
      inside((real)(share < 1.0 ? share : 1.0), y, n, dense, at);
      record.keep(arms, to, at, c);
    }
    for (int i = 0; i < STATES; ++i) y[i] = n[i];
    t = until;
    if (last) return OK;
    if (stop != GOING_ON) return stop;
  }
}

extern "C" __global__ void integrate(
    const long long jobs, const long long patients, const int reduce, const long long *patient, const long long *arm,
    const double *parameters, const double *start, const Arms arms, const Control control, const Table to) {
  const long long j = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (j >= jobs) return;
  real y[STATES], c[CONSTANTS + 1];
  for (int i = 0; i < STATES; ++i) y[i] = (real)start[i * patients + patient[j]];
  Recorder record = {reduce != 0, j, jobs, 0, 0.0, {}, {}, {}};
  double t = 0.0;
  long long steps = 0, rejected = 0;
  int stop = OK;
  for (long long s = arms.first[arm[j]]; s < arms.first[arm[j] + 1] && stop == OK; ++s) {
    constants_of(parameters, patient[j], patients, arms.effects + s * EFFECTS, c);
    if (steps == 0 && arms.weeks > 0 && arms.week[0] <= 0.0) {
      real at[NEEDED + 1];
      for (int i = 0; i < NEEDED; ++i) at[i] = y[NEEDED_STATES[i]];
      record.keep(arms, to, at, c);
    }
    resets_of(y, c);
    for (int i = 0; i < STATES; ++i) y[i] += (real)arms.doses[s * STATES + i];
    stop = segment(arms, control, to, arms.end[s], c, y, t, steps, rejected, record);
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
