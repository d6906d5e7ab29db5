package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.LogEvent;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The log as it is listed. At its end it follows what comes. */
record LogList(Listing<LogEvent> listing, Filter filter, LogLevel level) {
  static final LogList EMPTY = new LogList(Listing.empty(), Filter.NONE, LogLevel.INFO);

  LogList of(List<LogEvent> log, int room) {
    List<LogEvent> rows = log.stream().filter(this::passes).toList();
    Listing<LogEvent> next =
        listing.isAtEnd()
            ? new Listing<>(rows, 0, 0).at(rows.size() - 1, room)
            : listing.with(rows, Function.identity(), room);
    return new LogList(next, filter, level);
  }

  private boolean passes(LogEvent event) {
    return level.passes(event.getLevel())
        && filter.passes(
            Stream.of(
                event.getMessage(), event.getProcess(), event.getLogger(), event.getTraceId()));
  }

  LogList with(Listing<LogEvent> next) {
    return new LogList(next, filter, level);
  }

  LogList with(Filter next) {
    return new LogList(listing, next, level);
  }

  LogList with(LogLevel next) {
    return new LogList(listing, filter, next);
  }
}
