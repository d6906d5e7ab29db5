package dev.notely.cli;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Lists for people. Pure. */
final class ListText {
  private ListText() {}

  static List<String> migrations(List<JsonNode> migrations) {
    return table(
        migrations,
        List.of("id", "name", "state", "accounts", "since"),
        migration ->
            List.of(
                Members.text(migration, "id"),
                Members.text(migration, "name"),
                Members.text(migration, "state"),
                Figures.count(Members.count(migration, "done"))
                    + "/"
                    + Figures.count(Members.count(migration, "total")),
                Members.text(migration, "changedAt")));
  }

  static List<String> moves(List<JsonNode> accounts) {
    return table(
        accounts,
        List.of(
            "account", "wave", "state", "from", "to", "home", "records", "pause", "tries", "why"),
        account ->
            List.of(
                Members.text(account, "account"),
                Members.text(account, "wave"),
                Members.text(account, "state"),
                Members.text(account, "source"),
                Members.text(account, "target"),
                Members.text(account, "home"),
                Figures.count(Members.count(account, "records")),
                Members.has(account, "pauseMs")
                    ? Figures.millis(Members.number(account, "pauseMs"))
                    : "",
                Members.text(account, "attempts"),
                Members.text(account, "reason")));
  }

  static List<String> unexpected(List<JsonNode> found) {
    return table(
        found,
        List.of("account", "kind", "store", "source", "row", "id", "why"),
        one ->
            List.of(
                Members.text(one, "account"),
                Members.text(one, "kind"),
                Members.text(one, "store"),
                Members.text(one, "source"),
                Members.text(one, "row"),
                Members.text(one, "id"),
                Members.text(one, "reason")));
  }

  static List<String> mismatches(List<JsonNode> open) {
    return table(
        open,
        List.of("account", "record", "store", "found", "trace", "what"),
        one ->
            List.of(
                Members.text(one, "account"),
                Members.text(one, "key"),
                Members.text(one, "store"),
                Members.text(one, "foundAt"),
                Members.text(one.path("evidence"), "traceId"),
                Members.text(one, "what")));
  }

  static List<String> inconsistencies(List<JsonNode> found) {
    return table(
        found,
        List.of("at", "migration", "account", "note", "expected", "actual", "trace"),
        one ->
            List.of(
                Members.text(one, "at"),
                Members.text(one, "migration"),
                Members.text(one, "account"),
                Members.text(one, "note"),
                Members.text(one, "expected"),
                Members.text(one, "actual"),
                Members.text(one, "traceId")));
  }

  static List<String> events(List<JsonNode> events) {
    return table(
        events,
        List.of("id", "at", "actor", "account", "event", "from", "to", "trace", "why"),
        event ->
            List.of(
                Members.text(event, "id"),
                Members.text(event, "at"),
                Members.text(event, "actor"),
                Members.text(event, "account"),
                Members.text(event, "event"),
                Members.text(event, "from"),
                Members.text(event, "to"),
                Members.text(event, "traceId"),
                // The last column: one long evidence would make room for itself in all lines.
                (Members.text(event, "reason") + " " + Members.text(event, "evidence")).strip()));
  }

  static List<String> stores(List<JsonNode> stores) {
    return table(
        stores,
        List.of("name", "state", "schema", "accounts", "notes", "copies", "size", "free", "labels"),
        store ->
            List.of(
                Members.text(store, "name"),
                Members.text(store, "state"),
                Members.text(store, "schema"),
                Figures.count(Members.count(store, "accounts")),
                Figures.count(Members.count(store, "notes")),
                Figures.count(Members.count(store, "copies")),
                Figures.bytes(Members.count(store, "bytes")),
                Figures.bytes(Members.count(store, "freeBytes")),
                labels(store.path("labels"))));
  }

  private static String labels(JsonNode labels) {
    return labels
        .propertyStream()
        .map(label -> label.getKey() + "=" + label.getValue().asString(""))
        .collect(Collectors.joining(","));
  }

  static List<String> accounts(List<JsonNode> accounts) {
    return table(
        accounts,
        List.of("id", "name", "tier", "region", "home", ""),
        account ->
            List.of(
                Members.text(account, "id"),
                Members.text(account, "name"),
                Members.text(account, "tier"),
                Members.text(account, "region"),
                Members.text(account, "shard"),
                Members.text(account, "isMigrating").equals("true") ? "moves" : ""));
  }

  private static List<String> table(
      List<JsonNode> items, List<String> heading, Function<JsonNode, List<String>> row) {
    return items.isEmpty() ? List.of("none") : Table.of(heading, items.stream().map(row).toList());
  }
}
