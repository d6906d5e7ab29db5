package dev.notely.gateway.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;

/**
 * One span a request, named by its route, part of the caller's trace where it sends one; the answer
 * names the trace.
 */
final class RequestSpans implements Filter {
  private static final HeaderName TRACE_ID = HeaderNames.create("Trace-Id");

  private final Tracer tracer;
  private final TextMapPropagator propagator;

  RequestSpans(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer("dev.notely.gateway");
    propagator = telemetry.getPropagators().getTextMapPropagator();
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Context parent = propagator.extract(Context.current(), request, new Headers());
    String method = request.prologue().method().text();
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", method)
            .setAttribute("url.path", request.path().path())
            .startSpan();
    response.header(TRACE_ID, span.getSpanContext().getTraceId());
    try (Scope ignored = span.makeCurrent()) {
      chain.proceed();
    } finally {
      int status = response.status().code();
      request
          .matchingPattern()
          .ifPresent(route -> {
            span.updateName(method + " " + route);
            span.setAttribute("http.route", route);
          });
      span.setAttribute("http.response.status_code", status);
      if (status >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }

  private static final class Headers implements TextMapGetter<RoutingRequest> {
    @Override
    public Iterable<String> keys(RoutingRequest request) {
      return request.headers().stream().map(header -> header.name()).toList();
    }

    @Override
    public @org.jspecify.annotations.Nullable String get(
        @org.jspecify.annotations.Nullable RoutingRequest request, String key) {
      return request == null ? null : request.headers().first(HeaderNames.create(key)).orElse(null);
    }
  }
}
