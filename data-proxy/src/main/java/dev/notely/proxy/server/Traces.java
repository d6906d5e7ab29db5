package dev.notely.proxy.server;

import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.HandOffStep;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.routing.RouteObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;

/** What traces say of routing and of hand-offs. */
final class Traces implements HandOffListener {
  private final Tracer tracer;

  Traces(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer("dev.notely.proxy");
  }

  /**
   * Where an operation goes stands on its span, as the last attempt left it; what led to a further
   * attempt is an event.
   */
  static RouteObserver routes() {
    return new RouteObserver() {
      @Override
      public void sending(Placement proof, int retries) {
        Span span = Span.current();
        span.setAttribute("notely.route", retries == 0 ? "plain" : "retried");
        span.setAttribute("notely.store", proof.home());
        span.setAttribute("notely.epoch", proof.epoch());
        span.setAttribute("notely.retries", retries);
      }

      @Override
      public void detour(Placement proof, String step) {
        Span.current()
            .addEvent(
                "detour",
                Attributes.builder()
                    .put("notely.step", step)
                    .put("notely.store", proof.home())
                    .put("notely.epoch", proof.epoch())
                    .build());
      }
    };
  }

  /** Of the trace that the caller is part of; empty if it is of none. */
  static String currentId() {
    SpanContext context = Span.current().getSpanContext();
    return context.isValid() ? context.getTraceId() : "";
  }

  @Override
  public <R> R around(HandOffStep step, Placement placement, Supplier<R> work) {
    return within("hand-off " + step.label(), placement, work);
  }

  @Override
  public <R> R aroundMove(Placement placement, Supplier<R> work) {
    return within("hand-off", placement, work);
  }

  private <R> R within(String name, Placement placement, Supplier<R> work) {
    Span span =
        tracer
            .spanBuilder(name)
            .setAttribute("notely.account", placement.account().toString())
            .setAttribute("notely.store", placement.home())
            .setAttribute("notely.second", placement.second())
            .setAttribute("notely.epoch", placement.epoch())
            .startSpan();
    try (Scope ignored = span.makeCurrent()) {
      return work.get();
    } catch (RuntimeException e) {
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
      throw e;
    } finally {
      span.end();
    }
  }
}
