package dev.notely.proxy.migration.throttle;

/** For whose sake a mover waits. */
public sealed interface Signal {
  /** The same for all proxies. */
  String label();

  /** The operator's bound. */
  record Limit() implements Signal {
    @Override
    public String label() {
      return "limit recordsPerSecond";
    }
  }

  /** Users of a store feel it. */
  record Users(String store) implements Signal {
    @Override
    public String label() {
      return "users at store " + store;
    }
  }
}
