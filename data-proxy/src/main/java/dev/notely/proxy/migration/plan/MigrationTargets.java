package dev.notely.proxy.migration.plan;

import dev.notely.proxy.migration.plan.MigrationSpec.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Which stores a specification's target means, of those that there are. */
public final class MigrationTargets {
  private MigrationTargets() {}

  /**
   * The target stores, sorted. Stores named one by one need not be live.
   *
   * @throws InvalidSpecException if a named store is not known, or no store fits
   */
  public static List<String> resolve(MigrationSpec spec, List<StoreFacts> stores) {
    Map<String, StoreFacts> known = new TreeMap<>();
    stores.forEach(store -> known.put(store.name(), store));
    demand("from", spec.selection().from(), known);
    return switch (spec.target()) {
      case Target.Stores(List<String> names) -> {
        demand("to.stores", names, known);
        yield names.stream().sorted().toList();
      }
      case Target.Label(String key, String value) ->
          some(
              "to.label",
              "no live store has the label " + key + "=" + value,
              known,
              store -> store.live() && value.equals(store.labels().get(key)));
      case Target.AwayFrom(String name) -> {
        String schema = demand("to.awayFrom", name, known).schema();
        yield some(
            "to.awayFrom",
            "no other live store of schema " + schema + " serves accounts",
            known,
            store ->
                store.live()
                    && store.schema().equals(schema)
                    && store.accounts() > 0
                    && !spec.selection().from().contains(store.name())
                    && !store.name().equals(name));
      }
    };
  }

  private static void demand(String path, Collection<String> names, Map<String, StoreFacts> known) {
    for (String name : names.stream().sorted().toList()) {
      var _ = demand(path, name, known);
    }
  }

  private static StoreFacts demand(String path, String name, Map<String, StoreFacts> known) {
    StoreFacts store = known.get(name);
    if (store == null) {
      throw Members.refuse(
          path, "names the store '" + name + "', which is not known; " + listing(known));
    }
    return store;
  }

  private static List<String> some(
      String path, String none, Map<String, StoreFacts> known, Predicate<StoreFacts> fits) {
    List<String> found =
        known.values().stream().filter(fits).map(StoreFacts::name).toList(); // sorted, as the map
    if (found.isEmpty()) {
      throw Members.refuse(path, "cannot be followed: " + none + "; " + listing(known));
    }
    return found;
  }

  private static String listing(Map<String, StoreFacts> known) {
    return known.isEmpty() ? "no store is known" : "known are " + String.join(", ", known.keySet());
  }
}
