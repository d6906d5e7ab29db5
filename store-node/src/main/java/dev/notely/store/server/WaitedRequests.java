package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.runtime.telemetry.Keeping;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which users' requests a seal refused, so that the trace of the hand-off can say who waited for
 * it: whatever proxies they came by, they were all here. The first ones of each account, of the
 * accounts that were sealed last.
 */
final class WaitedRequests {
  static final int OF_AN_ACCOUNT = 16;
  static final int ACCOUNTS = 1_000;

  /** By account, as traceparent; under its own lock. */
  private final Map<ByteString, List<String>> waited =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteString, List<String>> eldest) {
          return size() > ACCOUNTS;
        }
      };

  /** A request of a user was refused; its span is kept, for it is linked to. */
  void refused(ByteString account, Span request) {
    SpanContext context = request.getSpanContext();
    if (!context.isValid()) {
      return;
    }
    synchronized (waited) {
      List<String> ofAccount = waited.computeIfAbsent(account, _ -> new ArrayList<>());
      if (ofAccount.size() == OF_AN_ACCOUNT) {
        return;
      }
      ofAccount.add(traceParent(request));
    }
    request.setAttribute(Keeping.KEEP, true);
  }

  private static String traceParent(Span request) {
    Map<String, String> headers = new HashMap<>();
    W3CTraceContextPropagator.getInstance()
        .inject(Context.root().with(request), headers, WaitedRequests::put);
    return Objects.requireNonNull(headers.get("traceparent"), "traceparent");
  }

  private static void put(@Nullable Map<String, String> headers, String key, String value) {
    if (headers != null) {
      headers.put(key, value);
    }
  }

  /** Those since they were taken last. */
  List<String> take(ByteString account) {
    synchronized (waited) {
      List<String> taken = waited.remove(account);
      return taken == null ? List.of() : taken;
    }
  }
}
