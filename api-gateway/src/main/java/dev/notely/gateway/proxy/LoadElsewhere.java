package dev.notely.gateway.proxy;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether a request waited, or was refused, for the sake of somebody behind the proxies: then its
 * end says nothing about how many requests fit here.
 */
public final class LoadElsewhere {
  private static final ScopedValue<LoadElsewhere> OF_REQUEST = ScopedValue.newInstance();

  private final AtomicBoolean told = new AtomicBoolean();

  /** Runs a request on this thread, which is told of by this. */
  public void watch(Runnable request) {
    ScopedValue.where(OF_REQUEST, this).run(request);
  }

  /** True if a proxy has said so of this request. */
  public boolean isTold() {
    return told.get();
  }

  /** Where to say so of this thread's request; of one that nobody watches, nowhere. */
  static Runnable teller() {
    if (!OF_REQUEST.isBound()) {
      return () -> {};
    }
    LoadElsewhere mine = OF_REQUEST.get();
    return () -> mine.told.set(true); // runs on the event loop
  }
}
