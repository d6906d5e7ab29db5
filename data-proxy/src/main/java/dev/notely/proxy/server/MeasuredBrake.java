package dev.notely.proxy.server;

import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.migration.throttle.Signal;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleCounter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Measures what movers do with their time: work, or wait for a signal. */
final class MeasuredBrake implements Brake {
  private static final AttributeKey<String> ACTIVITY = AttributeKey.stringKey("activity");
  private static final AttributeKey<String> STORE = AttributeKey.stringKey("store");
  private static final Attributes WORK = Attributes.of(ACTIVITY, "work");
  private static final Attributes LIMIT = Attributes.of(ACTIVITY, "wait_for_limit");

  private final Brake inner;
  private final DoubleCounter time;

  MeasuredBrake(OpenTelemetry telemetry, Brake inner) {
    this.inner = inner;
    this.time =
        telemetry
            .getMeter("dev.notely.proxy")
            .counterBuilder("notely.mover.time")
            .ofDoubles()
            .setUnit("s")
            .setDescription("of movers: at work, or waiting for the operator's limit or for users")
            .build();
  }

  @Override
  public Optional<Hold> hold(Set<String> stores) {
    return inner.hold(stores);
  }

  @Override
  public void worked(long migration, Duration worked) {
    time.add(seconds(worked), WORK);
    inner.worked(migration, worked);
  }

  @Override
  public void waited(long migration, Signal signal, Duration waited) {
    time.add(
        seconds(waited),
        switch (signal) {
          case Signal.Limit _ -> LIMIT;
          case Signal.Users users ->
              Attributes.of(ACTIVITY, "wait_for_users", STORE, users.store());
        });
    inner.waited(migration, signal, waited);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
