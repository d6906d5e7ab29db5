package dev.notely.proxy.migration.outlook;

/**
 * How fast accounts arrive.
 *
 * @param perSecond accounts, while the migration moves them
 * @param spread what is not known of it, as a part of it: 0.2 is ± 20 %
 */
public record Rate(double perSecond, double spread) {
  /** Nothing is known. */
  public static final Rate UNKNOWN = new Rate(0, 0);

  boolean isKnown() {
    return perSecond > 0;
  }

  /** The same, where only so many accounts per second are permitted; 0: no bound. */
  Rate atMost(double bound) {
    return bound > 0 && bound < perSecond ? new Rate(bound, spread) : this;
  }
}
