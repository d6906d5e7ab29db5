package dev.notely.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What docs/tour.md says to do, and what it says one sees then.
 *
 * @param steps in the page's order
 */
record Tour(List<Step> steps) {
  private static final Pattern ROOM = Pattern.compile("\\s+");
  private static final String ANYTHING = "…";
  private static final Pattern KEY = Pattern.compile("`([^` ]+)`");

  /** A word begins with it, such as 298/min or 40s; the 1 of v1 is none. */
  private static final Pattern FIGURE = Pattern.compile("[0-9][0-9.,:]*");

  /** One thing that is done, or one that is seen. */
  sealed interface Step {}

  /** A line that begins with Press, and has the keys. */
  record Press(List<String> keys) implements Step {}

  /** A block for the shell of another terminal. */
  record Shell(String command) implements Step {}

  /**
   * A block of the screen: these lines stand there, in this order, others between them.
   *
   * @param shown as the page has it
   */
  record Screen(List<String> shown) implements Step {
    /** Figures differ from run to run, and so does the room between words. */
    private static Pattern pattern(String line) {
      StringBuilder pattern = new StringBuilder();
      for (String word : ROOM.split(line.strip(), -1)) {
        if (word.equals(ANYTHING)) {
          pattern.append(".*?\\s+");
          continue;
        }
        Matcher figure = FIGURE.matcher(word);
        boolean found = figure.lookingAt();
        pattern
            .append(found ? "\\S*?" : "")
            .append(Pattern.quote(found ? word.substring(figure.end()) : word))
            .append("\\s+");
      }
      // The end of the screen's line counts as room.
      return Pattern.compile(pattern.toString());
    }

    /** Lines that are not there; empty: all is as the page has it. */
    List<String> missing(String screen) {
      List<String> missing = new ArrayList<>();
      List<String> left = screen.lines().toList();
      for (String line : shown) {
        Pattern pattern = pattern(line);
        int at = 0;
        while (at < left.size() && !pattern.matcher(left.get(at) + " ").find()) {
          at++;
        }
        if (at == left.size()) {
          missing.add(line);
        } else {
          left = left.subList(at + 1, left.size());
        }
      }
      return missing;
    }
  }

  /** Reads the page. */
  static Tour read(Path page) throws IOException {
    List<Step> steps = new ArrayList<>();
    List<String> block = new ArrayList<>();
    String kind = "";
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        switch (kind) {
          case "screen" ->
              steps.add(new Screen(block.stream().filter(one -> !one.isBlank()).toList()));
          case "sh" -> steps.add(new Shell(String.join("\n", block)));
          default -> {}
        }
        block.clear();
        kind = kind.isEmpty() ? line.substring(3).strip() : "";
      } else if (!kind.isEmpty()) {
        block.add(line);
      } else if (line.startsWith("Press ")) {
        Stream<String> keys =
            KEY.matcher(line.split("[:.;(]", 2)[0]).results().map(one -> one.group(1));
        steps.add(new Press(keys.toList()));
      }
    }
    return new Tour(List.copyOf(steps));
  }
}
