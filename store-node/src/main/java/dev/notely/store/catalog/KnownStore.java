package dev.notely.store.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A store that has announced itself once; its address may be an old one while it is away.
 *
 * @param name unique in the catalog
 * @param address host:port
 * @param schema what it calls its tables
 * @param labels what operators select stores by, sorted
 */
public record KnownStore(String name, String address, String schema, Map<String, String> labels) {
  public KnownStore {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }
}
