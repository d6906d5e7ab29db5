package dev.notely.store.catalog;

import dev.notely.store.sqlite.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stores that were ever remembered, in one transaction. */
final class StoreTables {
  private final Session session;

  StoreTables(Session session) {
    this.session = session;
  }

  void put(KnownStore store) {
    session.update(
        "INSERT OR REPLACE INTO store VALUES(?,?,?)",
        store.name(),
        store.address(),
        store.schema());
    session.update("DELETE FROM store_label WHERE store = ?", store.name());
    store
        .labels()
        .forEach((label, value) ->
            session.update("INSERT INTO store_label VALUES(?,?,?)", store.name(), label, value));
  }

  List<KnownStore> all() {
    Map<String, Map<String, String>> labels = new HashMap<>();
    session
        .list(
            "SELECT store, label, value FROM store_label",
            row -> List.of(row.getString(1), row.getString(2), row.getString(3)))
        .forEach(row ->
            labels.computeIfAbsent(row.get(0), _ -> new HashMap<>()).put(row.get(1), row.get(2)));
    return session.list(
        "SELECT name, address, schema FROM store ORDER BY name",
        row ->
            new KnownStore(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                labels.getOrDefault(row.getString(1), Map.of())));
  }

  List<String> names() {
    return session.list("SELECT name FROM store ORDER BY name", row -> row.getString(1));
  }
}
