package dev.notely.store.releases;

import java.util.Locale;

/** Whether users fare as well with the next release as with the former one. Pure. */
public final class Gate {
  /** So few requests tell nothing of the slowest of them. */
  static final long FEW = 200;

  /** So few tell nothing at all; with more, the median says whether a release is slow. */
  static final long VERY_FEW = 30;

  /** So few errors are chance. */
  static final long FEW_ERRORS = 3;

  /** An error rate that is good whatever the former release has. */
  static final double ERROR_RATE = 0.01;

  /** Above that, the next release may fail so much more often. */
  static final double ERROR_FACTOR = 2;

  /** The next release's p99, or median, may be so much higher. */
  static final double LATENCY_RATIO = 1.5;

  /** A difference that nobody feels, in microseconds. */
  static final long LATENCY_FLOOR_US = 10_000;

  /** How often a slow release is measured: one that has just started is slow for a while. */
  static final int LOOKS = 3;

  /** How many soaks a step waits for enough requests. */
  static final int PATIENCE = 3;

  private Gate() {}

  /** What to do. */
  public sealed interface Verdict {
    /** The step is good. */
    record Passed() implements Verdict {}

    /** It is too early to say. */
    record Wait() implements Verdict {}

    /** It was slow; measure it again from now on. */
    record LookAgain(String reason) implements Verdict {}

    /** It is bad. */
    record Failed(String reason) implements Verdict {}
  }

  /**
   * A step as it is now.
   *
   * @param former with the former release, in the time of this look
   * @param next with the next release, in the time of this look
   * @param baseline with the former release before, for a step in which it has too little traffic
   * @param soakedMs time of this look
   * @param looks how often it was measured before
   */
  public record Step(
      Measure former, Measure next, Deployment.Baseline baseline, long soakedMs, int looks) {
    /** For decisions that do not ask how users fare. */
    static final Step UNMEASURED =
        new Step(Measure.NONE, Measure.NONE, Deployment.Baseline.NONE, 0, 0);

    private double formerErrorRate() {
      return former.requests() >= FEW ? former.errorRate() : baseline.errorRate();
    }

    private long formerP99Us() {
      return former.requests() >= FEW ? former.p99Us() : baseline.p99Us();
    }

    private long formerP50Us() {
      return former.requests() >= VERY_FEW ? former.p50Us() : baseline.p50Us();
    }

    private boolean waitsForMore(long soakMs) {
      long all = former.requests() + next.requests();
      boolean moreWouldTell =
          next.requests() < VERY_FEW ? all >= VERY_FEW : next.requests() < FEW && all >= FEW;
      return moreWouldTell && soakedMs < PATIENCE * soakMs;
    }
  }

  /** Judges a step. */
  public static Verdict judge(DeploymentPlan plan, Step step) {
    String failed = alarm(plan, step);
    if (!failed.isEmpty()) {
      return new Verdict.Failed(failed);
    }
    if (step.soakedMs() < plan.soakMs() || step.waitsForMore(plan.soakMs())) {
      return new Verdict.Wait();
    }
    String slow = slow(plan, step);
    if (slow.isEmpty()) {
      return new Verdict.Passed();
    }
    return step.looks() + 1 < LOOKS ? new Verdict.LookAgain(slow) : new Verdict.Failed(slow);
  }

  /** What cannot wait for the end of the soak; empty: nothing. */
  static String alarm(DeploymentPlan plan, Step step) {
    Measure next = step.next();
    if (next.different() > 0) {
      return "%d of %d mirrored reads were answered otherwise by %s; see the differences"
          .formatted(next.different(), next.compared(), plan.to());
    }
    double most = Math.max(ERROR_RATE, ERROR_FACTOR * step.formerErrorRate());
    if (next.errors() >= FEW_ERRORS && next.errorRate() > most) {
      return String.format(
          Locale.ROOT,
          "%.1f %% of %d requests to %s failed; at most %.1f %% may",
          100 * next.errorRate(),
          next.requests(),
          plan.to(),
          100 * most);
    }
    return "";
  }

  private static String slow(DeploymentPlan plan, Step step) {
    Measure next = step.next();
    if (next.requests() < VERY_FEW) {
      return "";
    }
    return next.requests() >= FEW && step.formerP99Us() > 0
        ? slow(plan, "99th percentile", next.p99Us(), step.formerP99Us())
        : slow(plan, "median", next.p50Us(), step.formerP50Us());
  }

  private static String slow(DeploymentPlan plan, String what, long nextUs, long formerUs) {
    long most = Math.max((long) (LATENCY_RATIO * formerUs), formerUs + LATENCY_FLOOR_US);
    return formerUs == 0 || nextUs <= most
        ? ""
        : String.format(
            Locale.ROOT,
            "the %s of %s is %.1f ms, of %s %.1f ms; at most %.1f ms may be",
            what,
            plan.to(),
            nextUs / 1e3,
            plan.from(),
            formerUs / 1e3,
            most / 1e3);
  }
}
