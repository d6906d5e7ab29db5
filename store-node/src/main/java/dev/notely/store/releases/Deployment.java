package dev.notely.store.releases;

/**
 * A deployment as its last transition has left it.
 *
 * @param id rises with each deployment
 * @param version rises with each of its transitions
 * @param step index into the steps of the plan
 * @param baseline what users felt with the former release before
 * @param reason why it stands where it stands; empty: nothing special
 */
public record Deployment(
    long id,
    long version,
    DeploymentPlan plan,
    DeploymentState state,
    int step,
    boolean hasShifted,
    Baseline baseline,
    String reason,
    String askedBy,
    long beganAtMs,
    long changedAtMs) {
  /**
   * What users felt with the former release when it last had enough traffic to tell.
   *
   * @param errorRate share of the requests, 0..1
   * @param p50Us median of the answers, in microseconds; 0: not known
   * @param p99Us 99th percentile of the answers; 0: not known
   */
  public record Baseline(double errorRate, long p50Us, long p99Us) {
    /** Nothing was measured. */
    public static final Baseline NONE = new Baseline(0, 0, 0);

    /** As much as so many requests can tell. */
    static Baseline of(Measure former) {
      if (former.requests() >= Gate.FEW) {
        return new Baseline(former.errorRate(), former.p50Us(), former.p99Us());
      }
      return former.requests() >= Gate.VERY_FEW ? new Baseline(0, former.p50Us(), 0) : NONE;
    }
  }

  /** Percent of the traffic that the present step gives to the next release. */
  public int percent() {
    return plan.steps().get(step);
  }

  Deployment with(DeploymentState next, int nextStep, boolean shifted, String why, long nowMs) {
    return new Deployment(
        id, version + 1, plan, next, nextStep, shifted, baseline, why, askedBy, beganAtMs, nowMs);
  }

  Deployment with(Baseline measured) {
    return new Deployment(
        id,
        version,
        plan,
        state,
        step,
        hasShifted,
        measured,
        reason,
        askedBy,
        beganAtMs,
        changedAtMs);
  }
}
