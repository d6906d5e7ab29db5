package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.tui.stream.JournalEvent;
import dev.tamboui.text.CharWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An event of a journal, or a finding, with all that is known of it: in one line where that is wide
 * enough; else why, evidence and trace have lines of their own below. Pure.
 */
final class DetailLines {
  private static final int INDENT = 9; // as wide as the time of day and a space
  private static final int WRAPPED = 4;

  private final List<List<Part>> lines = new ArrayList<>();
  private final int width;

  private DetailLines(int width) {
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
    DetailLines text = new DetailLines(width);
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

  /**
   * At least two lines.
   *
   * @param page of findings of all accounts, or of one account, which is not named then
   */
  static List<List<Part>> of(Finding finding, Page page, int width) {
    String where =
        Stream.of(
                fact("account", page == Page.ACCOUNTS ? "" : finding.getAccount()),
                fact("record", finding.getRecord()),
                fact("migration", number(finding.getMigration())),
                fact("epoch", number(finding.getEpoch())))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    DetailLines text = new DetailLines(width);
    text.begin(
        List.of(
            Part.faint(Figures.clock(finding.getTimeMs()) + " "),
            new Part(finding.getKind(), Role.ALARM)));
    text.end(finding.getTraceId());
    text.below(where, Role.FAINT);
    text.below(finding.getText(), Role.TEXT);
    return List.copyOf(text.lines);
  }

  private static Optional<String> fact(String name, String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(name + " " + value);
  }

  private static String number(long number) {
    return number == 0 ? "" : Long.toUnsignedString(number);
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
    } else {
      below(text, role);
    }
  }

  private void below(String text, Role role) {
    Wrapping.lines(text, Math.max(1, width - INDENT), WRAPPED)
        .forEach(line ->
            begin(
                List.of(
                    Part.text(" ".repeat(INDENT)),
                    new Part(Pane.cut(line, width - INDENT), role))));
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
