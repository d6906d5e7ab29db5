package dev.notely.tui.screen;

import dev.notely.tui.stream.JournalEvent;
import dev.tamboui.text.CharWidth;
import java.util.ArrayList;
import java.util.List;

/**
 * An event of a journal as it stands on a screen: in one line where that is wide enough; else why,
 * evidence and trace have lines of their own below. Pure.
 */
final class JournalLines {
  private static final int INDENT = 9; // as wide as the time of day and a space
  private static final int WRAPPED = 4;

  private final List<List<Part>> lines = new ArrayList<>();
  private final int width;

  private JournalLines(int width) {
    this.width = width;
  }

  /**
   * At least one line.
   *
   * @param page of an account's journal, or of a migration's, which names the accounts
   */
  static List<List<Part>> of(JournalEvent event, Page page, int width) {
    String about = page == Page.ACCOUNTS || event.account().isEmpty() ? "" : " " + event.account();
    String change = event.to().isEmpty() ? "" : " -> " + event.to();
    JournalLines text = new JournalLines(width);
    text.begin(
        List.of(
            Part.faint(Figures.clock(event.at()) + " "),
            Part.text(event.actor() + about + " "),
            new Part(event.event() + change, Role.TITLE)));
    text.add(": ", event.reason(), Role.TEXT);
    text.add("  ", event.evidence(), Role.FAINT);
    text.end(event.traceId());
    return List.copyOf(text.lines);
  }

  private void begin(List<Part> parts) {
    lines.add(new ArrayList<>(parts));
  }

  /** At the end of what is there, where there is room, else below. */
  private void add(String after, String text, Role role) {
    if (text.isEmpty()) {
      return;
    }
    if (room() >= CharWidth.of(after + text)) {
      lines.getLast().add(new Part(after + text, role));
      return;
    }
    Wrapping.lines(text, Math.max(1, width - INDENT), WRAPPED)
        .forEach(line ->
            begin(List.of(Part.text(" ".repeat(INDENT)), new Part(Pane.cut(line, width - INDENT), role))));
  }

  /** At the right end: a column of its own, that one can copy from. */
  private void end(String trace) {
    if (trace.isEmpty()) {
      return;
    }
    int length = CharWidth.of(trace);
    if (room() <= length) {
      begin(List.of());
    }
    lines.getLast().add(Part.faint(" ".repeat(Math.max(0, room() - length)) + trace));
  }

  private int room() {
    return width - lines.getLast().stream().mapToInt(part -> CharWidth.of(part.text())).sum();
  }
}
