package dev.notely.gateway.report;

import dev.notely.gateway.report.Block.Bullets;
import dev.notely.gateway.report.Block.Code;
import dev.notely.gateway.report.Block.Heading;
import dev.notely.gateway.report.Block.Paragraph;
import dev.notely.gateway.report.Block.Table;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The parts of a report, in the order in which one reads them. Pure. */
final class ReportBlocks {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonNode report;
  private final List<Block> blocks = new ArrayList<>();

  private ReportBlocks(JsonNode report) {
    this.report = report;
  }

  static List<Block> of(JsonNode report) {
    ReportBlocks blocks = new ReportBlocks(report);
    blocks.write();
    return List.copyOf(blocks.blocks);
  }

  static String title(JsonNode report) {
    return "Migration " + text(report, "name") + " (" + text(report, "id") + ")";
  }

  private void write() {
    paragraph(text(report, "summary"));
    blocks.add(
        new Table(
            List.of(),
            List.of(
                List.of("state", text(report, "state")),
                List.of("report made at", text(report, "madeAt")))));
    standing();
    next();
    customers();
    part("How to go back", "wayBack");
    what();
    who();
    verification();
    unexpected();
    timeline();
    configuration();
  }

  private void standing() {
    JsonNode standing = report.path("standing");
    heading("Where it stands");
    facts(StandingFacts.of(standing));
    bullets(
        standing
            .path("alerts")
            .valueStream()
            .map(alert ->
                text(alert, "kind")
                    + " since "
                    + text(alert, "since")
                    + ": "
                    + text(alert, "sentence"))
            .toList());
  }

  private void next() {
    JsonNode next = report.path("next");
    heading("What is next");
    bullets(strings(next.path("sentences")));
    String permitted = String.join(", ", strings(next.path("permitted")));
    paragraph("Permitted now: " + (permitted.isEmpty() ? "nothing" : permitted) + ".");
  }

  private void customers() {
    heading("What customers may notice");
    paragraph(text(report.path("customers"), "sentence"));
  }

  private void what() {
    JsonNode what = report.path("what");
    heading("What moves");
    facts(
        List.of(
            List.of("from", text(what, "from")),
            List.of("to", text(what, "to")),
            List.of("accounts", text(what, "accounts")),
            List.of("records copied", text(what, "records"))));
    paragraph(text(what, "strategy"));
    table(
        List.of("wave", "accounts", "moved", "under way", "set aside", "records"),
        what.path("waves"),
        List.of("name", "accounts", "moved", "underWay", "quarantined", "records"));
  }

  private void who() {
    JsonNode who = report.path("who");
    heading("Who asked for it, and why");
    paragraph("Written down by " + text(who, "createdBy") + " at " + text(who, "createdAt") + ".");
    List<String> reasons = strings(report.path("why"));
    paragraph(reasons.isEmpty() ? "Nobody gave a reason." : "The reasons that were given:");
    bullets(reasons);
    table(
        List.of("at", "who", "asked for", "why"),
        who.path("asked"),
        List.of("at", "who", "what", "reason"));
  }

  private void verification() {
    JsonNode verification = report.path("verification");
    heading("Verification");
    paragraph(text(verification, "sentence"));
    paragraph(
        "Inconsistencies that users reported: " + text(verification, "inconsistencies") + ".");
    table(
        List.of("account", "record", "store", "what is wrong", "found at"),
        verification.path("openMismatches"),
        List.of("account", "key", "store", "what", "foundAt"));
    if (verification.path("moreMismatches").asBoolean(false)) {
      paragraph("There are more: see the ledger of mismatches.");
    }
  }

  private void unexpected() {
    JsonNode unexpected = report.path("unexpected");
    heading("Unexpected data");
    paragraph(text(unexpected, "sentence"));
    table(
        List.of("account set aside", "why", "since"),
        unexpected.path("accounts"),
        List.of("account", "reason", "since"));
    if (unexpected.path("more").asLong(0) > 0) {
      paragraph("And " + text(unexpected, "more") + " more.");
    }
  }

  private void timeline() {
    JsonNode timeline = report.path("timeline");
    heading("What happened");
    List<List<String>> rows = timeline.path("entries").valueStream().map(TimelineRow::of).toList();
    blocks.add(new Table(List.of("at (UTC)", "who", "what", "state", "why"), rows));
    if (timeline.path("omitted").asLong(0) > 0) {
      paragraph(
          text(timeline, "omitted")
              + " events between the first and the latest are left out; the journal has them.");
    }
  }

  private void configuration() {
    JsonNode configuration = report.path("configuration");
    heading("Configuration");
    blocks.add(
        new Code(
            JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(configuration.path("specification"))));
    paragraph("Limits in force: " + Values.pairs(configuration.path("limitsNow")) + ".");
  }

  private void part(String title, String member) {
    heading(title);
    bullets(strings(report.path(member)));
  }

  private void heading(String text) {
    blocks.add(new Heading(text));
  }

  private void paragraph(String text) {
    blocks.add(new Paragraph(text));
  }

  private void bullets(List<String> items) {
    if (!items.isEmpty()) {
      blocks.add(new Bullets(items));
    }
  }

  private void facts(List<List<String>> rows) {
    blocks.add(new Table(List.of(), rows));
  }

  private void table(List<String> heading, JsonNode items, List<String> members) {
    if (!items.isEmpty()) {
      blocks.add(
          new Table(
              heading,
              items
                  .valueStream()
                  .map(item -> members.stream().map(member -> text(item, member)).toList())
                  .toList()));
    }
  }

  private static List<String> strings(JsonNode items) {
    return items.valueStream().map(Values::text).toList();
  }

  private static String text(JsonNode node, String member) {
    return Values.text(node.path(member));
  }
}
