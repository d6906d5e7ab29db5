package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.junit.jupiter.api.Test;

class WaitedRequestsTest {
  private static final ByteString ANN = ByteString.copyFromUtf8("ann");

  private final WaitedRequests waited = new WaitedRequests();

  private static Span request(int number) {
    return Span.wrap(
        SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c",
            "%016x".formatted(number),
            TraceFlags.getSampled(),
            TraceState.getDefault()));
  }

  private static ByteString account(int number) {
    return ByteString.copyFromUtf8("account " + number);
  }

  @Test
  void theFirstOfAnAccountAreToldOnce() {
    for (int i = 1; i <= WaitedRequests.OF_AN_ACCOUNT + 1; i++) {
      waited.refused(ANN, request(i));
    }
    waited.refused(account(1), request(99));
    assertThat(waited.take(ANN))
        .hasSize(WaitedRequests.OF_AN_ACCOUNT)
        .startsWith("00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01")
        .endsWith("00-0af7651916cd43dd8448eb211c80319c-0000000000000010-01");
    assertThat(waited.take(ANN)).isEmpty();
    assertThat(waited.take(account(1))).hasSize(1);
  }

  @Test
  void accountsThatNobodyClosesMakeRoom() {
    for (int i = 0; i <= WaitedRequests.ACCOUNTS; i++) {
      waited.refused(account(i), request(1));
    }
    assertThat(waited.take(account(0))).isEmpty();
    assertThat(waited.take(account(1))).hasSize(1);
    assertThat(waited.take(account(WaitedRequests.ACCOUNTS))).hasSize(1);
  }

  @Test
  void aRequestWithoutATraceIsPassedOver() {
    waited.refused(ANN, Span.getInvalid());
    assertThat(waited.take(ANN)).isEmpty();
  }
}
