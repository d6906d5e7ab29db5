package dev.notely.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.logging.JsonFormatter;
import dev.notely.runtime.process.ParentLink;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RuntimeTest {
  @Test
  void hostPortIsParsedAndRefusedWithASentence() {
    assertThat(HostPort.parse("127.0.0.1:80")).isEqualTo(new HostPort("127.0.0.1", 80));
    assertThatThrownBy(() -> HostPort.parse("nonsense")).hasMessage("'nonsense' is not host:port");
    assertThatThrownBy(() -> HostPort.parse("h:99999")).hasMessageContaining("0..65535");
  }

  @Test
  void logLineIsJsonWithTraceId() {
    LogRecord record = new LogRecord(Level.WARNING, "a \"quoted\" message\nof two lines");
    record.setLoggerName("x");
    record.setThrown(new IllegalStateException("why"));
    try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
      Span span = provider.get("t").spanBuilder("s").startSpan();
      try (Scope ignored = span.makeCurrent()) {
        String line = new JsonFormatter("p").format(record);
        assertThat(line).endsWith("\n").hasLineCount(1);
        JsonNode json = JsonMapper.builder().build().readTree(line);
        assertThat(json.get("message").asString()).isEqualTo(record.getMessage());
        assertThat(json.get("trace_id").asString()).isEqualTo(span.getSpanContext().getTraceId());
        assertThat(json.get("error").asString()).contains("why");
      }
    }
  }

  @Test
  void parentLinkHandsOverLinesThenNoticesTheEnd() throws InterruptedException {
    List<String> lines = new CopyOnWriteArrayList<>();
    CountDownLatch gone = new CountDownLatch(1);
    ParentLink.watch(
        new ByteArrayInputStream("go a\ngo b\n".getBytes(StandardCharsets.UTF_8)),
        lines::add,
        gone::countDown);
    assertThat(gone.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(lines).containsExactly("go a", "go b");
  }
}
