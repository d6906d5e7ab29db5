package dev.notely.proxy.store;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Users' requests that waited for a hand-off, as the store that refused them tells. */
final class WaitedRequests {
  private static final String HEADER = "traceparent";
  private static final int MOST = 16;

  private WaitedRequests() {}

  /** The span that is current links to them; what is no trace context is passed over. */
  static void link(List<String> traceParents) {
    Span handOff = Span.current();
    traceParents.stream()
        .limit(MOST)
        .map(WaitedRequests::context)
        .filter(SpanContext::isValid)
        .forEach(handOff::addLink);
  }

  private static SpanContext context(String traceParent) {
    Context context =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), Map.of(HEADER, traceParent), new Headers());
    return Span.fromContext(context).getSpanContext();
  }

  private static final class Headers implements TextMapGetter<Map<String, String>> {
    @Override
    public Iterable<String> keys(Map<String, String> headers) {
      return headers.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> headers, String key) {
      return headers == null ? null : headers.get(key);
    }
  }
}
