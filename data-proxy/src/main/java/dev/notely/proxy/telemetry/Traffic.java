package dev.notely.proxy.telemetry;

/**
 * What was done since the processes started, and how much of it before the last minute.
 *
 * @param minuteAgo what {@code all} was a minute ago
 */
public record Traffic(Spread all, Spread minuteAgo) {
  public static final Traffic NONE = new Traffic(Spread.NONE, Spread.NONE);

  /** Both together. */
  public Traffic plus(Traffic other) {
    return new Traffic(all.plus(other.all), minuteAgo.plus(other.minuteAgo));
  }

  public Spread lastMinute() {
    return all.since(minuteAgo);
  }
}
