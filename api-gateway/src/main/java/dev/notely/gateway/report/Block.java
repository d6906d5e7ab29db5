package dev.notely.gateway.report;

import java.util.List;

/**
 * A piece of a report, whatever it is written in. All texts are as they came: nothing is escaped.
 */
sealed interface Block {
  /** Begins a part. */
  record Heading(String text) implements Block {}

  /** A paragraph. */
  record Paragraph(String text) implements Block {}

  /** Items in their order. */
  record Bullets(List<String> items) implements Block {
    public Bullets {
      items = List.copyOf(items);
    }
  }

  /** Rows of as many cells as the heading has; an empty heading: a table of names and values. */
  record Table(List<String> heading, List<List<String>> rows) implements Block {
    public Table {
      heading = List.copyOf(heading);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** Lines as they are. */
  record Code(String text) implements Block {}
}
