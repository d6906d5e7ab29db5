package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.plan.Rendezvous;
import dev.notely.proxy.migration.plan.StableHash;
import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.LocalCluster;
import dev.notely.supervisor.ManagedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every kind of migration, by the files of docs/examples, one after the other: each moves what it
 * must and nothing else, to its end, under strict users.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MigrationKindsIT {
  private static final Path EXAMPLES = Path.of("../docs/examples");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ACCOUNTS = 24;
  private static final Set<String> THREE = Set.of("shard-1", "shard-2", "shard-3");
  private static final Set<String> FIVE =
      Set.of("shard-1", "shard-2", "shard-3", "shard-4", "shard-5");

  private RunningSystem system;
  private Operator operator;
  private ManagedProcess users;
  private String noisy;

  @BeforeAll
  void start() throws IOException {
    system =
        new RunningSystem(new LocalCluster.Settings(1, 0, List.of(), Map.of(), false, 3, false));
    operator = new Operator(system.gateway());
    users = system.startUsers(ACCOUNTS, 20, "--regions", "eu,us");
  }

  @AfterAll
  void stop() {
    system.close();
  }

  /** As the file has it, but for the time to soak and for bounds that a busy machine would miss. */
  private static Map<String, Object> example(String name, String soak) throws IOException {
    Map<String, Object> spec =
        JSON.readValue(
            Files.readString(EXAMPLES.resolve(name + ".json")), new TypeReference<>() {});
    spec.put("gate", Map.of("soak", soak, "maxErrorRate", 1, "maxLatencyRatio", 1_000));
    return spec;
  }

  private long started(Map<String, Object> spec) {
    long id = operator.create(spec);
    operator.done(id, "start");
    return id;
  }

  private void completed(long id) {
    operator.awaitState(id, "SOAKING");
    operator.done(id, "finish");
    operator.awaitState(id, "COMPLETED");
    system.awaitOneCopyOfEverything(operator.accountsByStore());
  }

  /** Runs to its end and is checked: these have moved, each to its place, and nobody else. */
  private void moves(
      Map<String, Object> spec, Set<String> targets, BiPredicate<UUID, String> chosen) {
    Map<String, String> expected = new TreeMap<>(operator.homes());
    Set<String> moved = new TreeSet<>();
    expected.replaceAll((account, home) -> {
      UUID id = UUID.fromString(account);
      String place = chosen.test(id, home) ? Rendezvous.choose(id, targets) : home;
      if (!place.equals(home)) {
        moved.add(account);
      }
      return place;
    });
    assertThat(moved).as("the scene moves something").isNotEmpty();
    long id = started(spec);
    completed(id);
    assertThat(operator.homes()).isEqualTo(expected);
    assertThat(participants(id)).isEqualTo(moved);
  }

  private Set<String> participants(long id) {
    return operator.accounts(id).stream()
        .map(account -> account.path("account").asString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<JsonNode> accounts() {
    return operator.send("GET", "/accounts?limit=1000", Map.of()).body().valueStream().toList();
  }

  @Test
  @Order(1)
  void legacyToNewByTier() throws IOException {
    Map<String, String> tiers = new HashMap<>();
    accounts().forEach(one -> tiers.put(one.path("id").asString(), one.path("tier").asString()));
    long id = started(example("legacy-to-new", "200ms"));
    completed(id);
    assertThat(operator.accountsByStore()).isEqualTo(Map.of("new", (long) ACCOUNTS));
    for (JsonNode account : operator.accounts(id)) {
      String name = account.path("account").asString();
      int wave =
          switch (tiers.get(name)) {
            case "internal" -> 0;
            case "enterprise" -> 3;
            default -> StableHash.bucket(UUID.fromString(name)) < 1_000 ? 1 : 2;
          };
      assertThat(account.path("wave").asInt()).as(name).isEqualTo(wave);
    }
  }

  @Test
  @Order(2)
  void newToThreeShardsWhichTakeNewAccountsAtOnce() throws IOException {
    long id = started(example("new-to-shards", "0s"));
    for (int i = 0; i < 6; i++) {
      Answer created = operator.send("POST", "/accounts", Map.of("name", "new account " + i));
      assertThat(created.status()).isEqualTo(201);
      assertThat(created.body().path("shard").asString())
          .isEqualTo(
              Rendezvous.choose(UUID.fromString(created.body().path("id").asString()), THREE));
    }
    completed(id);
    assertThat(participants(id)).hasSize(ACCOUNTS);
    operator
        .homes()
        .forEach((account, home) ->
            assertThat(home).isEqualTo(Rendezvous.choose(UUID.fromString(account), THREE)));
    assertThat(operator.accountsByStore()).containsOnlyKeys(THREE);
  }

  @Test
  @Order(3)
  void aNoisyAccountGetsAStoreOfItsOwn() throws IOException {
    system.launchStore("shard-4");
    system.launchStore("shard-5");
    system.launchStore("eu-1", "--label", "region=eu");
    List.of("shard-4", "shard-5", "eu-1").forEach(system::awaitStore);
    noisy = system.accounts().getFirst();
    Map<String, Object> spec = example("noisy-account", "0s");
    spec.put("accounts", List.of(noisy));
    moves(spec, Set.of("shard-4"), (account, _) -> account.toString().equals(noisy));
  }

  @Test
  @Order(4)
  void moreShardsMoveOnlyWhatMustMove() throws IOException {
    Map<String, Object> spec = example("shards-grow", "0s");
    Answer plan = operator.send("POST", "/migrations?dryRun=true", spec);
    assertThat(plan.status()).as(plan.body().toString()).isEqualTo(200);
    spec.put("to", Map.of("stores", List.copyOf(new TreeSet<>(FIVE))));
    Map<String, String> before = operator.homes();
    moves(spec, FIVE, (_, home) -> THREE.contains(home));
    Map<String, String> after = operator.homes();
    after.keySet().removeIf(account -> after.get(account).equals(before.get(account)));
    assertThat(after.values())
        .as("whoever moves, moves to a new one")
        .isSubsetOf("shard-4", "shard-5");
    assertThat(operator.homes().get(noisy)).isEqualTo("shard-4");
  }

  @Test
  @Order(5)
  void aStoreIsEvacuated() throws IOException {
    Set<String> others = new TreeSet<>(FIVE);
    others.remove("shard-2");
    moves(example("evacuate", "0s"), others, (_, home) -> home.equals("shard-2"));
    assertThat(operator.accountsByStore()).doesNotContainKey("shard-2");
  }

  @Test
  @Order(6)
  void shardsBecomeOneStoreAgain() {
    moves(spec("shards-to-new", List.copyOf(FIVE), "new", Map.of()), Set.of("new"), (_, _) -> true);
  }

  @Test
  @Order(7)
  void tenPercentLieInsideFifty() {
    long tenth = operator.create(spec("a-tenth", List.of("new"), "legacy", Map.of("percent", 10)));
    Set<String> few = participants(tenth);
    operator.done(tenth, "cancel");
    moves(
        spec("a-half", List.of("new"), "legacy", Map.of("percent", 50)),
        Set.of("legacy"),
        (account, _) -> StableHash.bucket(account) < 5_000);
    Map<String, String> homes = operator.homes();
    assertThat(few).isNotEmpty().allSatisfy(one -> assertThat(homes).containsEntry(one, "legacy"));
    assertThat(homes).containsValue("new");
  }

  private static Map<String, Object> spec(
      String name, List<String> from, String to, Map<String, Object> selection) {
    Map<String, Object> spec = new HashMap<>(selection);
    spec.put("name", name);
    spec.put("from", from);
    spec.put("to", Map.of("stores", List.of(to)));
    spec.put("gate", Map.of("soak", "0s"));
    return spec;
  }

  @Test
  @Order(8)
  void aRegionGoesToTheStoresWithItsLabel() throws IOException {
    List<String> europeans = new ArrayList<>();
    accounts().stream()
        .filter(account -> account.path("region").asString("").equals("eu"))
        .forEach(account -> europeans.add(account.path("id").asString()));
    assertThat(europeans).hasSize(ACCOUNTS / 2);
    moves(
        example("region-eu", "0s"),
        Set.of("eu-1"),
        (account, home) -> home.equals("new") && europeans.contains(account.toString()));
  }

  @Test
  @Order(9)
  void accountsAreSwitchedFirstAndDrainedThen() throws IOException {
    moves(example("lazy", "0s"), Set.of("new"), (_, home) -> home.equals("legacy"));
    assertThat(operator.accountsByStore()).doesNotContainKey("legacy");
  }

  @Test
  @Order(10)
  void nobodySawAnythingWrong() throws IOException {
    system.assertNothingWrong(users);
  }
}
