package dev.notely.proxy.feeling;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Counts users' operations of chosen accounts, at this proxy, while somebody watches. Nobody
 * watching, an operation costs one volatile read.
 */
public final class UserFeelings {
  private static final long LONGEST_MICROS = 60_000_000;
  private static final int DIGITS = 2;

  private final Object change = new Object();
  private volatile List<Watch> watches = List.of(); // replaced under `change`

  /** A user's operation has ended. */
  public void record(UUID account, long micros, boolean failed) {
    List<Watch> now = watches;
    if (!now.isEmpty()) {
      for (Watch watch : now) {
        watch.record(account, micros, failed);
      }
    }
  }

  /** Counts from now on, each cohort of accounts for itself, until closed. */
  public Watch watch(List<Set<UUID>> cohorts) {
    Watch watch = new Watch(cohorts.stream().map(Cohort::new).toList());
    synchronized (change) {
      List<Watch> more = new ArrayList<>(watches);
      more.add(watch);
      watches = List.copyOf(more);
    }
    return watch;
  }

  /** One watcher's view. */
  public final class Watch implements AutoCloseable {
    private final List<Cohort> cohorts;

    private Watch(List<Cohort> cohorts) {
      this.cohorts = cohorts;
    }

    private void record(UUID account, long micros, boolean failed) {
      for (Cohort cohort : cohorts) {
        cohort.record(account, micros, failed);
      }
    }

    /** The counts since the last take, in the order of the cohorts. */
    public List<Counts> take() {
      return cohorts.stream().map(Cohort::take).toList();
    }

    @Override
    public void close() {
      synchronized (change) {
        watches = watches.stream().filter(watch -> watch != this).toList();
      }
    }
  }

  /** Two histograms, so that errors are never more than requests whenever they are taken. */
  private static final class Cohort {
    private final Set<UUID> accounts;
    private final Recorder answered = new Recorder(LONGEST_MICROS, DIGITS);
    private final Recorder failed = new Recorder(LONGEST_MICROS, DIGITS);

    Cohort(Set<UUID> accounts) {
      this.accounts = Set.copyOf(accounts);
    }

    void record(UUID account, long micros, boolean failure) {
      if (accounts.contains(account)) {
        (failure ? failed : answered).recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
      }
    }

    Counts take() {
      Counts failures = counts(failed.getIntervalHistogram());
      Counts all = failures.plus(counts(answered.getIntervalHistogram()));
      return new Counts(all.requests(), failures.requests(), all.histogram());
    }

    private static Counts counts(Histogram histogram) {
      List<Counts.Bucket> buckets = new ArrayList<>();
      histogram
          .recordedValues()
          .forEach(value ->
              buckets.add(
                  new Counts.Bucket(
                      value.getValueIteratedTo(), value.getCountAtValueIteratedTo())));
      return new Counts(histogram.getTotalCount(), 0, buckets);
    }
  }
}
