package dev.notely.proxy.migration.outlook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Measures a {@link Rate} from how many accounts have arrived by when. What a migration does not
 * spend on moving (soaks, pauses) is no part of it: the rate from before stays.
 */
public final class RateMeter {
  /** Long enough for accounts that take a minute each. */
  static final Duration WINDOW = Duration.ofMinutes(5);

  private static final Duration SLICE = Duration.ofSeconds(5);
  private static final int SURE = 4; // slices
  private static final double LEAST_SPREAD = 0.05;
  private static final double GUESSED_SPREAD = 0.5;

  private final Deque<Sample> samples = new ArrayDeque<>();
  private Rate rate;

  private record Sample(Instant at, long arrived) {}

  /** Begins with what was known before. */
  public RateMeter(Rate before) {
    this.rate = before;
  }

  /** The migration moves, and so many accounts have arrived in all. */
  public void moving(Instant at, long arrived) {
    if (!samples.isEmpty() && arrived < samples.getLast().arrived()) {
      samples.clear(); // some were taken out: another count begins
    }
    // A sample a slice; the last one grows until its slice is over.
    if (samples.size() > 1 && between(secondLast(), at).compareTo(SLICE) < 0) {
      samples.removeLast();
    }
    samples.addLast(new Sample(at, arrived));
    while (between(samples.getFirst(), at).compareTo(WINDOW) > 0) {
      samples.removeFirst();
    }
    measure();
  }

  /** It does not, or does something else from now on. */
  public void rests() {
    samples.clear();
  }

  /** It moves otherwise than it did: what was measured says nothing. */
  public void forget() {
    samples.clear();
    rate = Rate.UNKNOWN;
  }

  /** The rate of late. */
  public Rate rate() {
    return rate;
  }

  private Sample secondLast() {
    var newestFirst = samples.descendingIterator();
    newestFirst.next();
    return newestFirst.next();
  }

  private static Duration between(Sample from, Instant to) {
    return Duration.between(from.at(), to);
  }

  private void measure() {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    long arrived = last.arrived() - first.arrived();
    double seconds = between(first, last.at()).toMillis() / 1_000.0;
    if (arrived > 0 && seconds >= 1) {
      double mean = arrived / seconds;
      rate = new Rate(mean, spread(mean));
    }
  }

  /** Two standard errors of the mean of the slices. */
  private double spread(double mean) {
    int slices = samples.size() - 1;
    if (slices < SURE) {
      return GUESSED_SPREAD;
    }
    double squares = 0;
    Sample before = samples.getFirst();
    for (Sample sample : samples) {
      double seconds = between(before, sample.at()).toMillis() / 1_000.0;
      if (seconds > 0) {
        double difference = (sample.arrived() - before.arrived()) / seconds - mean;
        squares += difference * difference;
      }
      before = sample;
    }
    double error = Math.sqrt(squares / (slices - 1) / slices);
    return Math.clamp(2 * error / mean, LEAST_SPREAD, 1);
  }
}
