package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What came of the shadow reads at a store; of each account it is told on. */
final class ShadowTally {
  private static final long LONGEST_MICROS = 60_000_000;
  private static final int DIGITS = 2;

  private final AccountMirrors accounts;
  private final Map<ShadowComparator.Verdict, LongAdder> verdicts =
      new EnumMap<>(ShadowComparator.Verdict.class);
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final Histogram home = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
  private final Histogram second = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);

  ShadowTally(AccountMirrors accounts) {
    this.accounts = accounts;
    for (ShadowComparator.Verdict verdict : ShadowComparator.Verdict.values()) {
      verdicts.put(verdict, new LongAdder());
    }
  }

  void counted(Placement placement, ShadowComparator.Verdict verdict) {
    of(verdict).increment();
    accounts.add(placement, ShadowFigures.of(verdict));
  }

  private LongAdder of(ShadowComparator.Verdict verdict) {
    return java.util.Objects.requireNonNull(verdicts.get(verdict));
  }

  void unanswered(Placement placement) {
    unanswered.increment();
    accounts.add(placement, ShadowFigures.counts(0, 0, 0, 0, 1, 0));
  }

  void dropped(Placement placement) {
    dropped.increment();
    accounts.add(placement, ShadowFigures.counts(0, 0, 0, 0, 0, 1));
  }

  void took(long homeMicros, long secondMicros) {
    home.recordValue(Math.clamp(homeMicros, 0, LONGEST_MICROS));
    second.recordValue(Math.clamp(secondMicros, 0, LONGEST_MICROS));
  }

  ShadowFigures figures() {
    return new ShadowFigures(
        of(ShadowComparator.Verdict.EQUAL).sum(),
        of(ShadowComparator.Verdict.PENDING).sum(),
        of(ShadowComparator.Verdict.AHEAD).sum(),
        of(ShadowComparator.Verdict.MISMATCH).sum(),
        unanswered.sum(),
        dropped.sum(),
        buckets(home),
        buckets(second));
  }

  private static Map<Long, Long> buckets(Histogram histogram) {
    Map<Long, Long> buckets = new HashMap<>();
    histogram
        .recordedValues()
        .forEach(
            value -> buckets.put(value.getValueIteratedTo(), value.getCountAtValueIteratedTo()));
    return buckets;
  }
}
