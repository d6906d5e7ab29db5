package dev.notely.runtime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The last log events, to be read from anywhere. */
final class LogTailTest {
  private final LogTail tail = new LogTail("p");

  private void log(String message) {
    tail.publish(new LogRecord(Level.INFO, message));
  }

  @Test
  void whatTheProcessLogsIsKept() {
    tail.attach();
    try {
      Logger.getLogger("dev.notely.some").warning("for the tail");
    } finally {
      Logger.getLogger("").removeHandler(tail);
    }
    LogTail.Event event = tail.after(0, 10).events().getLast();
    assertThat(event.process()).isEqualTo("p");
    assertThat(event.level()).isEqualTo("WARNING");
    assertThat(event.logger()).isEqualTo("dev.notely.some");
    assertThat(event.message()).isEqualTo("for the tail");
    assertThat(event.traceId()).isEmpty();
  }

  @Test
  void anEventSaysWhatWasThrownAndInWhichTrace() {
    LogRecord record = new LogRecord(Level.WARNING, "it broke");
    record.setThrown(new IllegalStateException("why"));
    try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
      Span span = provider.get("t").spanBuilder("s").startSpan();
      try (Scope ignored = span.makeCurrent()) {
        tail.publish(record);
      }
      LogTail.Event event = tail.after(0, 10).events().getLast();
      assertThat(event.message()).isEqualTo("it broke: java.lang.IllegalStateException: why");
      assertThat(event.traceId()).isEqualTo(span.getSpanContext().getTraceId());
    }
  }

  @Test
  void readersGoOnAfterANumber() {
    assertThat(tail.after(0, 10).number()).isZero();
    for (int i = 1; i <= 5; i++) {
      log("m" + i);
    }
    assertThat(tail.after(3, 10).events())
        .extracting(LogTail.Event::message)
        .containsExactly("m4", "m5");
    assertThat(tail.after(3, 1).events()).extracting(LogTail.Event::number).containsExactly(4L);
    assertThat(tail.after(5, 10).events()).isEmpty();
    assertThat(tail.after(5, 10).number()).isEqualTo(5);
    assertThat(tail.after(3, 1).number()).as("the rest comes next").isEqualTo(4);
    assertThat(tail.after(77, 10).events()).as("of an earlier life").hasSize(5);
    assertThat(tail.after(0, 10).number()).isEqualTo(5);
  }

  @Test
  void eventsAndTheirTextAreBounded() {
    for (int i = 0; i < 1_500; i++) {
      log("x".repeat(i));
    }
    assertThat(tail.after(0, 5_000).events()).hasSize(1_000);
    assertThat(tail.after(0, 1).events().getFirst().number()).isEqualTo(501);
    assertThat(tail.after(1_499, 1).events().getFirst().message()).hasSize(500);
  }

  @Test
  void anEventOfAnotherProcessGetsANumberOfThisOne() {
    log("mine");
    tail.add(new LogTail.Event(77, 5, "gateway", "SEVERE", "l", "theirs", "t"));
    assertThat(tail.after(1, 10).events())
        .containsExactly(new LogTail.Event(2, 5, "gateway", "SEVERE", "l", "theirs", "t"));
  }
}
