package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;

/** Told of what routing does, for traces; called on the operation's own thread. */
public interface RouteObserver {
  /** An observer that looks away. */
  RouteObserver NONE =
      new RouteObserver() {
        @Override
        public void sending(Placement proof, int retries) {}

        @Override
        public void detour(Placement proof, String step) {}
      };

  /** The operation goes to the home of {@code proof}, after so many earlier attempts. */
  void sending(Placement proof, int retries);

  /** A reply to {@code proof} led to a step other than the plain answer. */
  void detour(Placement proof, String step);
}
