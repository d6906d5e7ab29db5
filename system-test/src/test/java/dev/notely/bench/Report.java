package dev.notely.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A run of the benchmark, as people and programs read it. Pure. */
record Report(
    Instant at,
    Machine machine,
    BenchSize size,
    Options options,
    String remark,
    List<Result> results) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String BEGIN = "<!-- run: ./notely bench -Drecord=true -->";
  private static final String END = "<!-- end of run -->";

  Report {
    results = List.copyOf(results);
  }

  private record Reached(
      String what, double got, Goal.Bound bound, double wanted, boolean reached) {
    static Reached of(Goal goal) {
      return new Reached(goal.what(), goal.got(), goal.bound(), goal.wanted(), goal.reached());
    }
  }

  private List<Goal> goals() {
    return results.stream().flatMap(result -> result.goals().stream()).toList();
  }

  String json() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("at", at.toString());
    document.put("machine", machine);
    document.put("size", size);
    document.put("options", options);
    document.put("remark", remark);
    Map<String, Object> named = new LinkedHashMap<>();
    results.forEach(result -> named.put(result.getClass().getSimpleName(), result));
    document.put("results", named);
    document.put("goals", goals().stream().map(Reached::of).toList());
    return JSON.writeValueAsString(document) + "\n";
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("### Run of ").append(at.truncatedTo(ChronoUnit.SECONDS)).append("\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "%d cores (%s), %,d MiB, %s, %s; load average before: %.1f.%s%s\n",
            machine.cores(),
            machine.cpu(),
            machine.memoryMiB(),
            machine.os(),
            machine.jdk(),
            machine.loadBefore(),
            options.equals(Options.NONE) ? "" : " " + options + ".",
            remark.isEmpty() ? "" : " " + remark));
    for (Result result : results) {
      text.append("\n#### ").append(result.title()).append("\n\n");
      append(text, result.table());
    }
    text.append("\n#### Figures to reach\n\n");
    append(
        text,
        new Result.Table(
            List.of("figure", "got", "wanted", ""), goals().stream().map(Report::row).toList()));
    return text.toString();
  }

  /**
   * The document with this run in the place of the one that it has.
   *
   * @throws IllegalArgumentException if it has no place for one
   */
  String recordedIn(String document) {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END, Math.max(0, begin));
    if (begin < 0 || end < 0) {
      throw new IllegalArgumentException("no lines '" + BEGIN + "' and, after it, '" + END + "'");
    }
    return document.substring(0, begin + BEGIN.length())
        + "\n\n"
        + markdown()
        + "\n"
        + document.substring(end);
  }

  private static List<String> row(Goal goal) {
    return List.of(
        goal.what(),
        String.format(Locale.ROOT, "%.2f", goal.got()),
        (goal.bound() == Goal.Bound.AT_MOST ? "<= " : ">= ") + goal.wanted(),
        goal.reached() ? "reached" : "MISSED");
  }

  private static void append(StringBuilder text, Result.Table table) {
    line(text, table.head());
    line(text, table.head().stream().map(_ -> "---").toList());
    table.rows().forEach(row -> line(text, row));
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
