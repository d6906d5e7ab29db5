package dev.notely.runtime.logging;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The last log events of a process in memory, beside those that went to standard error. Each has a
 * number, one more than that of the event before it, so that a reader can go on.
 */
public final class LogTail extends Handler {
  /** Events that are kept. */
  public static final int BOUND = 1_000;

  private static final int LONGEST = 500;

  private final String process;
  private final Formatter text = new SimpleFormatter();
  private final Deque<Event> events = new ArrayDeque<>(); // oldest first; guarded by itself
  private long last; // guarded by events

  /**
   * What was logged.
   *
   * @param number from 1
   * @param process that logged it
   * @param level as java.util.logging names it
   * @param message at most 500 characters
   * @param traceId empty: it was logged outside of any trace
   */
  public record Event(
      long number,
      long timeMs,
      String process,
      String level,
      String logger,
      String message,
      String traceId) {
    public Event {
      message = message.length() <= LONGEST ? message : message.substring(0, LONGEST);
    }
  }

  /**
   * What a reader gets.
   *
   * @param events oldest first
   * @param number after which he goes on
   */
  public record Read(List<Event> events, long number) {
    public Read {
      events = List.copyOf(events);
    }
  }

  /** For events of a process of this name. */
  public LogTail(String process) {
    this.process = process;
  }

  /** Keeps what the process logs from now on. */
  public LogTail attach() {
    Logger.getLogger("").addHandler(this);
    return this;
  }

  @Override
  public void publish(LogRecord record) {
    Throwable thrown = record.getThrown();
    String message = text.formatMessage(record) + (thrown == null ? "" : ": " + thrown);
    SpanContext span = Span.current().getSpanContext();
    add(
        new Event(
            0,
            record.getMillis(),
            process,
            record.getLevel().getName(),
            String.valueOf(record.getLoggerName()),
            message,
            span.isValid() ? span.getTraceId() : ""));
  }

  /** An event of another process that tells this one; it gets a number of here. */
  public void add(Event event) {
    synchronized (events) {
      last++;
      events.addLast(
          new Event(
              last,
              event.timeMs(),
              event.process(),
              event.level(),
              event.logger(),
              event.message(),
              event.traceId()));
      if (events.size() > BOUND) {
        events.removeFirst();
      }
    }
  }

  /**
   * Events after a number, as far as they are kept; a number that was never given is of another
   * process's life: all. The number to go on from is of the same moment: asked for by itself, it
   * would be beyond an event that came between the two questions.
   *
   * @param limit at most so many, the first
   */
  public Read after(long number, int limit) {
    synchronized (events) {
      long known = number > last ? 0 : number;
      List<Event> news =
          events.stream().filter(event -> event.number() > known).limit(limit).toList();
      return new Read(news, news.isEmpty() ? last : news.getLast().number());
    }
  }

  @Override
  public void flush() {
    // nothing waits
  }

  @Override
  public void close() {
    // what is kept goes with the process
  }
}
