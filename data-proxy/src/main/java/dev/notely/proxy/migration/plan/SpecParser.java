package dev.notely.proxy.migration.plan;

import dev.notely.proxy.migration.plan.MigrationSpec.Changeable;
import dev.notely.proxy.migration.plan.MigrationSpec.Gate;
import dev.notely.proxy.migration.plan.MigrationSpec.Limits;
import dev.notely.proxy.migration.plan.MigrationSpec.Mirroring;
import dev.notely.proxy.migration.plan.MigrationSpec.OnBreach;
import dev.notely.proxy.migration.plan.MigrationSpec.Selection;
import dev.notely.proxy.migration.plan.MigrationSpec.Strategy;
import dev.notely.proxy.migration.plan.MigrationSpec.Target;
import dev.notely.proxy.migration.plan.MigrationSpec.UnexpectedData;
import dev.notely.proxy.migration.plan.MigrationSpec.Wave;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a specification, strictly, and writes it in its canonical form. */
public final class SpecParser {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final List<String> SPEC =
      List.of(
          "name",
          "from",
          "accounts",
          "tier",
          "percent",
          "region",
          "to",
          "strategy",
          "drain",
          "dualWrites",
          "shadowReads",
          "waves",
          "gate",
          "limits",
          "keepReverse",
          "deadline",
          "onBreach",
          "unexpectedData");
  private static final List<String> TARGETS = List.of("stores", "label", "awayFrom");
  private static final List<String> WAVE = List.of("name", "tier", "percent", "region", "accounts");
  private static final List<String> GATE =
      List.of("soak", "maxErrorRate", "maxLatencyRatio", "maxInconsistencies");
  private static final List<String> LIMITS = List.of("concurrentAccounts", "recordsPerSecond");
  private static final List<String> CHANGEABLE =
      List.of("concurrentAccounts", "recordsPerSecond", "shadowReads", "drain");
  private static final List<String> TIERS = List.of("internal", "free", "enterprise");

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,60}");
  private static final String NAME_SAYS = "1 to 60 characters of a-z, 0-9 and '-'";
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,50}");
  private static final String REGION_SAYS = "1 to 50 characters of a-z, 0-9 and '-'";
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final String STORE_SAYS =
      "the name of a store, 1 to 100 letters, digits, '.', '_' or '-'";
  private static final String LABEL_SAYS = "1 to 100 letters, digits, '.', '_' or '-'";
  private static final Pattern WAVE_NAME = Pattern.compile("\\P{Cntrl}{1,60}");
  private static final String WAVE_NAME_SAYS = "1 to 60 characters without control characters";

  private static final int MOST_STORES = 1_000;
  private static final int MOST_ACCOUNTS = 10_000;
  private static final int MOST_WAVES = 50;
  private static final int MOST_CONCURRENT = 64;
  private static final long MOST_PER_SECOND = 1_000_000_000;
  private static final double MOST_RATIO = 1_000;
  private static final Duration LONGEST_SOAK = Duration.ofHours(24);
  private static final Duration LONGEST = Duration.ofDays(90);
  private static final Duration SHORTEST_DEADLINE = Duration.ofSeconds(1);

  private SpecParser() {}

  /**
   * Reads a specification.
   *
   * @throws InvalidSpecException with one sentence that names the member and what is allowed
   */
  public static MigrationSpec parse(String json) {
    Members spec = new Members("", tree(json), SPEC);
    spec.required("name");
    spec.required("from");
    Strategy strategy = strategy(spec);
    Selection selection = selection(spec, Set.copyOf(stores(spec, "from")));
    return new MigrationSpec(
        spec.text("name", NAME, NAME_SAYS).orElseThrow(),
        selection,
        target(new Members("to", spec.required("to"), TARGETS), selection),
        waves(spec),
        gate(spec),
        limits(spec),
        spec.duration("keepReverse", Duration.ZERO, LONGEST),
        spec.duration("deadline", SHORTEST_DEADLINE, LONGEST),
        spec.word("onBreach", List.of("hold", "rollback"))
            .map(word -> OnBreach.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(OnBreach.HOLD),
        spec.word("unexpectedData", List.of("quarantine", "leave"))
            .map(word -> UnexpectedData.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(UnexpectedData.QUARANTINE),
        new Mirroring(
            spec.flag("dualWrites").orElse(Mirroring.NONE.dualWrites()),
            shadowReads(spec).orElse(Mirroring.NONE.shadowReads())),
        strategy,
        drain(spec, strategy).orElse(true));
  }

  /**
   * Reads new limits of a migration by that strategy; a member that is left out keeps its value.
   *
   * @throws InvalidSpecException with one sentence that names the member and what is allowed
   */
  public static Changeable parseChange(String json, Changeable before, Strategy strategy) {
    Members change = new Members("limits", tree(json), CHANGEABLE);
    Optional<Boolean> drain = drain(change, strategy);
    if (drain.isPresent() && !drain.get()) {
      throw Members.refuse(change.at("drain"), "can be switched on only: it must be true");
    }
    return new Changeable(
        limits(change, before.limits()),
        shadowReads(change).orElse(before.shadowReads()),
        drain.orElse(before.drain()));
  }

  /** The canonical form, with all defaults written out: {@code parse(toJson(x))} equals x. */
  public static String toJson(MigrationSpec spec) {
    return JSON.writeValueAsString(SpecWriter.document(spec));
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JacksonException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      String reason = e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
      throw new InvalidSpecException("the specification is not JSON: " + reason + place);
    }
  }

  private static Strategy strategy(Members spec) {
    return spec.word("strategy", List.of("copy", "lazy"))
        .map(word -> Strategy.valueOf(word.toUpperCase(Locale.ROOT)))
        .orElse(Strategy.COPY);
  }

  private static Optional<Boolean> drain(Members members, Strategy strategy) {
    Optional<Boolean> drain = members.flag("drain");
    if (drain.isPresent() && strategy != Strategy.LAZY) {
      throw Members.refuse(members.at("drain"), "is only for the strategy \"lazy\"");
    }
    return drain;
  }

  private static Selection selection(Members members, Set<String> from) {
    return new Selection(
        from,
        Set.copyOf(members.ids("accounts", MOST_ACCOUNTS)),
        members.word("tier", TIERS),
        members.percent("percent"),
        members.text("region", REGION, REGION_SAYS));
  }

  private static List<String> stores(Members members, String name) {
    return members.texts(name, MOST_STORES, WORD, STORE_SAYS);
  }

  private static Target target(Members to, Selection selection) {
    if (TARGETS.stream().filter(to::has).count() != 1) {
      throw Members.refuse("to", "must have exactly one of " + String.join(", ", TARGETS));
    }
    if (to.has("stores")) {
      return new Target.Stores(stores(to, "stores"));
    }
    if (to.has("label")) {
      var label = to.label("label", WORD, LABEL_SAYS).orElseThrow();
      return new Target.Label(label.getKey(), label.getValue());
    }
    String store = to.text("awayFrom", WORD, STORE_SAYS).orElseThrow();
    if (!selection.from().contains(store)) {
      throw Members.refuse(
          "to.awayFrom", "must be one of the stores in from, not \"" + store + "\"");
    }
    return new Target.AwayFrom(store);
  }

  private static List<Wave> waves(Members spec) {
    Optional<JsonNode> list = spec.member("waves");
    if (list.isEmpty()) {
      return List.of(new Wave("all", Selection.ALL));
    }
    List<Wave> waves = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode element : Members.elements("waves", list.get(), MOST_WAVES)) {
      Members wave = new Members("waves[" + waves.size() + "]", element, WAVE);
      wave.required("name");
      String name = wave.text("name", WAVE_NAME, WAVE_NAME_SAYS).orElseThrow();
      if (!names.add(name)) {
        throw Members.refuse(wave.at("name"), "repeats '" + name + "'");
      }
      waves.add(new Wave(name, selection(wave, Set.of())));
    }
    return waves;
  }

  private static Gate gate(Members spec) {
    Optional<JsonNode> node = spec.member("gate");
    if (node.isEmpty()) {
      return Gate.DEFAULT;
    }
    Members gate = new Members("gate", node.get(), GATE);
    return new Gate(
        gate.duration("soak", Duration.ZERO, LONGEST_SOAK).orElse(Gate.DEFAULT.soak()),
        gate.number("maxErrorRate", 0, 1).orElse(Gate.DEFAULT.maxErrorRate()),
        gate.number("maxLatencyRatio", 1, MOST_RATIO).orElse(Gate.DEFAULT.maxLatencyRatio()),
        gate.whole("maxInconsistencies", 0, Long.MAX_VALUE)
            .orElse(Gate.DEFAULT.maxInconsistencies()));
  }

  private static Optional<Double> shadowReads(Members members) {
    return members.number("shadowReads", 0, 1);
  }

  private static Limits limits(Members spec) {
    return spec.member("limits")
        .map(node -> limits(new Members("limits", node, LIMITS), Limits.DEFAULT))
        .orElse(Limits.DEFAULT);
  }

  private static Limits limits(Members limits, Limits before) {
    return new Limits(
        limits
            .whole("concurrentAccounts", 1, MOST_CONCURRENT)
            .map(Math::toIntExact)
            .orElse(before.concurrentAccounts()),
        limits.whole("recordsPerSecond", 0, MOST_PER_SECOND).orElse(before.recordsPerSecond()));
  }
}
