package dev.notely.runtime.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/** Traces that are kept whatever the sampler says. */
public final class Keeping {
  /**
   * Set to true on a span before it is started: it is kept, and all that comes of it. For what is
   * rare and somebody will want to read: an operator's command, a step of background work. On a
   * span that runs already, the span alone is kept.
   */
  public static final AttributeKey<Boolean> KEEP = AttributeKey.booleanKey("notely.keep");

  private Keeping() {}
}
