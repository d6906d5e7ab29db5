package dev.notely.proxy.migration.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a plan expects of its targets, and what has become of them.
 *
 * @param schemas of the targets by name, as they were when it was planned
 */
public record TargetDrift(Map<String, String> schemas) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public TargetDrift {
    schemas = Map.copyOf(schemas);
  }

  /** Of a plan that is made now. */
  public static TargetDrift of(MigrationSpec spec, List<StoreFacts> stores) {
    List<String> targets = MigrationTargets.resolve(spec, stores);
    Map<String, String> schemas = new TreeMap<>();
    for (StoreFacts store : stores) {
      if (targets.contains(store.name())) {
        schemas.put(store.name(), store.schema());
      }
    }
    return new TargetDrift(schemas);
  }

  /** As it is kept with the migration's creation. */
  public String json() {
    return JSON.writeValueAsString(Map.of("targets", new TreeMap<>(schemas)));
  }

  /** Of such a document; one that says nothing of targets expects nothing of them. */
  public static TargetDrift of(String json) {
    JsonNode document = json.isEmpty() ? JSON.createObjectNode() : JSON.readTree(json);
    Map<String, String> schemas = new LinkedHashMap<>();
    document
        .path("targets")
        .propertyStream()
        .forEach(target -> schemas.put(target.getKey(), target.getValue().asString("")));
    return new TargetDrift(schemas);
  }

  /** Why it must not start with the targets that it has now; empty if it may. */
  public Optional<String> obstacle(MigrationSpec spec, List<StoreFacts> stores) {
    List<String> targets = MigrationTargets.resolve(spec, stores);
    return stores.stream()
        .filter(store -> targets.contains(store.name()))
        .flatMap(store -> obstacle(store).stream())
        .findFirst();
  }

  private Optional<String> obstacle(StoreFacts store) {
    if (!store.live()) {
      return Optional.of("the target " + store.name() + " is away");
    }
    String planned = schemas.getOrDefault(store.name(), store.schema());
    return planned.equals(store.schema())
        ? Optional.empty()
        : Optional.of(
            "the target "
                + store.name()
                + " has the schema "
                + store.schema()
                + "; it was planned for "
                + planned);
  }

  /** What is different, in sentences. */
  public List<String> changes(MigrationSpec spec, List<StoreFacts> stores) {
    List<String> changes = new ArrayList<>();
    if (schemas.isEmpty()) {
      return changes;
    }
    List<String> targets = MigrationTargets.resolve(spec, stores);
    for (String target : targets) {
      if (!schemas.containsKey(target)) {
        changes.add("the target " + target + " came");
      }
    }
    for (String planned : new TreeMap<>(schemas).keySet()) {
      if (!targets.contains(planned)) {
        changes.add("the target " + planned + " went");
      }
    }
    return changes;
  }
}
