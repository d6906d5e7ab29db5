package dev.notely.system;

import com.google.protobuf.ByteString;
import com.google.protobuf.ExtensionRegistry;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * A collector of real OTLP over HTTP, for tests: keeps every span it is sent, and the last value of
 * each counter and of the gateways' times by route.
 */
final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final Queue<ReceivedSpan> spans = new ConcurrentLinkedQueue<>();
  private final Map<Counter, Long> counters = new ConcurrentHashMap<>();

  private final Map<Counter, HistogramDataPoint> durations = new ConcurrentHashMap<>();

  /** A process is known by the time of its start. */
  private record Counter(String service, long started, String name) {}

  /**
   * One span as it came over the wire.
   *
   * @param links ids of the traces that it links to
   */
  record ReceivedSpan(
      String service,
      String name,
      String traceId,
      String spanId,
      String parentId,
      Map<String, String> attributes,
      List<String> links) {}

  OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::receive);
    server.createContext("/v1/metrics", this::receiveMetrics);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<ReceivedSpan> spans() {
    return List.copyOf(spans);
  }

  List<ReceivedSpan> trace(String traceId) {
    return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  /** A counter of all processes of a service; 0 if none has told of it. */
  long counter(String service, String name) {
    return counters.entrySet().stream()
        .filter(one -> one.getKey().service().equals(service) && one.getKey().name().equals(name))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * The share of a route's GET requests whose time at the gateway was at most a bound of the
   * histogram.
   */
  double shareWithin(String route, double seconds) {
    long within = 0;
    long all = 0;
    for (Map.Entry<Counter, HistogramDataPoint> one : durations.entrySet()) {
      if (one.getKey().name().equals(route)) {
        HistogramDataPoint point = one.getValue();
        all += point.getCount();
        for (int i = 0; i <= point.getExplicitBoundsList().indexOf(seconds); i++) {
          within += point.getBucketCounts(i);
        }
      }
    }
    return (double) within / all;
  }

  /** What processes are told to send their counters and times here, and nothing else. */
  Map<String, String> metricsOnly() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint(),
        "OTEL_TRACES_EXPORTER", "none",
        "OTEL_METRICS_EXPORTER", "otlp",
        "OTEL_METRIC_EXPORT_INTERVAL", "1000");
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      ExportTraceServiceRequest.parseFrom(body(exchange), ExtensionRegistry.getEmptyRegistry())
          .getResourceSpansList()
          .forEach(this::keep);
      answer(exchange);
    }
  }

  private void receiveMetrics(HttpExchange exchange) throws IOException {
    try (exchange) {
      ExportMetricsServiceRequest.parseFrom(body(exchange), ExtensionRegistry.getEmptyRegistry())
          .getResourceMetricsList()
          .forEach(this::keep);
      answer(exchange);
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream body = exchange.getRequestBody();
    return zipped ? new GZIPInputStream(body) : body;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
  }

  private void keep(ResourceMetrics resource) {
    String service =
        attributes(resource.getResource().getAttributesList()).getOrDefault("service.name", "");
    resource.getScopeMetricsList().stream()
        .flatMap(scope -> scope.getMetricsList().stream())
        .forEach(metric -> {
          metric
              .getSum()
              .getDataPointsList()
              .forEach(point ->
                  counters.put(
                      new Counter(service, point.getStartTimeUnixNano(), metric.getName()),
                      point.getAsInt()));
          if (metric.getName().equals("http.server.request.duration")) {
            metric.getHistogram().getDataPointsList().forEach(point -> keep(service, point));
          }
        });
  }

  private void keep(String service, HistogramDataPoint point) {
    Map<String, String> attributes = attributes(point.getAttributesList());
    if (attributes.getOrDefault("http.request.method", "").equals("GET")
        && attributes.getOrDefault("http.response.status_code", "").equals("200")) {
      String route = attributes.getOrDefault("http.route", "");
      durations.put(new Counter(service, point.getStartTimeUnixNano(), route), point);
    }
  }

  private void keep(ResourceSpans resource) {
    String service =
        attributes(resource.getResource().getAttributesList()).getOrDefault("service.name", "");
    resource.getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .map(span ->
            new ReceivedSpan(
                service,
                span.getName(),
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                attributes(span.getAttributesList()),
                span.getLinksList().stream().map(link -> hex(link.getTraceId())).toList()))
        .forEach(spans::add);
  }

  private static Map<String, String> attributes(List<KeyValue> pairs) {
    return pairs.stream()
        .collect(Collectors.toMap(KeyValue::getKey, pair -> text(pair.getValue()), (a, b) -> b));
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      default -> value.toString();
    };
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
