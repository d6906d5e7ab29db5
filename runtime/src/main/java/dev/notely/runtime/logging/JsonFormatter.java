package dev.notely.runtime.logging;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON object a line: time, level, logger, process, message, and trace_id where the line was
 * written inside a trace.
 */
public final class JsonFormatter extends Formatter {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final String process;

  public JsonFormatter(String process) {
    this.process = process;
  }

  @Override
  public String format(LogRecord record) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", record.getInstant().toString());
    line.put("level", record.getLevel().getName());
    line.put("process", process);
    line.put("logger", String.valueOf(record.getLoggerName()));
    line.put("message", formatMessage(record));
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      line.put("trace_id", span.getTraceId());
    }
    Throwable thrown = record.getThrown();
    if (thrown != null) {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      line.put("error", text.toString());
    }
    return JSON.writeValueAsString(line) + "\n";
  }
}
