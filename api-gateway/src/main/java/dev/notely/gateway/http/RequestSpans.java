package dev.notely.gateway.http;

import dev.notely.gateway.proxy.GatewayFigures;
import dev.notely.runtime.telemetry.Keeping;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One span a request, named by its route, part of the caller's trace where it sends one; the answer
 * names the trace. Its time goes into {@code http.server.request.duration}, in seconds, and while
 * it is under way it counts in {@code http.server.active_requests}; with the names and bounds of
 * OpenTelemetry's conventions for HTTP, and finer bounds beneath them: most requests would be
 * within the first.
 */
final class RequestSpans implements Filter {
  private static final HeaderName TRACE_ID = HeaderNames.create("Trace-Id");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
  private static final List<String> COMMANDS = List.of("/migrations", "/deploy", "/releases");
  private static final Pattern ACCOUNT = Pattern.compile("/accounts/[^/]+");
  private static final List<Double> BOUNDS_S =
      List.of(
          0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5,
          5.0, 7.5, 10.0);

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final DoubleHistogram durations;
  private final LongUpDownCounter active;

  RequestSpans(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer("dev.notely.gateway");
    propagator = telemetry.getPropagators().getTextMapPropagator();
    Meter meter = telemetry.getMeter("dev.notely.gateway");
    active =
        meter
            .upDownCounterBuilder("http.server.active_requests")
            .setUnit("{request}")
            .setDescription("requests that are under way")
            .build();
    durations =
        meter
            .histogramBuilder(GatewayFigures.REQUESTS)
            .setUnit("s")
            .setDescription("requests from their first byte to their answer")
            .setExplicitBucketBoundariesAdvice(BOUNDS_S)
            .build();
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (request.path().path().equals(StatusRoutes.STREAM)) {
      chain.proceed(); // how long somebody watches says nothing about requests
      return;
    }
    Context parent = propagator.extract(Context.current(), request, new Headers());
    long began = System.nanoTime();
    String method = known(request.prologue().method().text());
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(METHOD, method)
            .setAttribute("url.path", request.path().path())
            .setAttribute(Keeping.KEEP, isCommand(method, request.path().path()))
            .startSpan();
    response.header(TRACE_ID, span.getSpanContext().getTraceId());
    Attributes ofMethod = Attributes.of(METHOD, method);
    active.add(1, ofMethod);
    try (Scope ignored = span.makeCurrent()) {
      chain.proceed();
    } finally {
      active.add(-1, ofMethod);
      int status = response.status().code();
      String route = request.matchingPattern().orElse("");
      if (!route.isEmpty()) {
        span.updateName(method + " " + route);
        span.setAttribute(ROUTE, route);
      }
      span.setAttribute(STATUS, status);
      durations.record(
          (System.nanoTime() - began) / 1e9,
          Attributes.of(METHOD, method, ROUTE, route, STATUS, (long) status));
      if (status >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }

  /**
   * Of an operator: rare, and somebody will want to know what came of it. A rename is one, since it
   * is the same route as the feature flag.
   */
  private static boolean isCommand(String method, String path) {
    boolean isFlag = method.equals("PUT") && ACCOUNT.matcher(path).matches();
    return isFlag || (!method.equals("GET") && COMMANDS.stream().anyMatch(path::startsWith));
  }

  /** Callers may send any word: it must not become a label. */
  private static String known(String method) {
    return METHODS.contains(method) ? method : "_OTHER";
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
