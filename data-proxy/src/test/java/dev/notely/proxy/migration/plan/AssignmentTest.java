package dev.notely.proxy.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which stores are meant, which accounts move, and where new ones begin. */
final class AssignmentTest {
  private static final UUID ID = UUID.fromString("0197a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b");
  private static final List<StoreFacts> STORES =
      List.of(
          store("legacy", "legacy", Map.of(), true, 10),
          store("s3", "notes", Map.of("region", "eu"), true, 5),
          store("s1", "notes", Map.of("region", "eu"), true, 5),
          store("s2", "notes", Map.of("region", "us"), true, 5),
          store("empty", "notes", Map.of(), true, 0),
          store("away", "notes", Map.of("region", "eu"), false, 5));

  private static StoreFacts store(
      String name, String schema, Map<String, String> labels, boolean live, long accounts) {
    return new StoreFacts(name, schema, labels, live, accounts, 1 << 20);
  }

  private static MigrationSpec spec(String from, String to, String members) {
    return SpecParser.parse(
        "{'name':'m','from':[%s],'to':%s%s}".formatted(from, to, members).replace('\'', '"'));
  }

  private static AccountFacts account(UUID id, String tier, String region, String home) {
    return new AccountFacts(id, tier, region, home, false);
  }

  @Test
  void targetsAreSorted() {
    assertThat(MigrationTargets.resolve(spec("'legacy'", "{'stores':['s3','away']}", ""), STORES))
        .containsExactly("away", "s3");
    assertThat(MigrationTargets.resolve(spec("'legacy'", "{'label':{'region':'eu'}}", ""), STORES))
        .containsExactly("s1", "s3");
    assertThat(MigrationTargets.resolve(spec("'s1'", "{'awayFrom':'s1'}", ""), STORES))
        .containsExactly("s2", "s3");
    assertThat(MigrationTargets.resolve(spec("'s1','s2'", "{'awayFrom':'s1'}", ""), STORES))
        .containsExactly("s3");
  }

  @Test
  void storesThatAreNotThereAreRefusedWithThoseThatAre() {
    String known = "known are away, empty, legacy, s1, s2, s3";
    refused(spec("'x'", "{'stores':['s1']}", ""), "from names the store 'x'", known);
    refused(spec("'s1'", "{'stores':['x']}", ""), "to.stores names the store 'x'", known);
    refused(spec("'s1'", "{'label':{'region':'mars'}}", ""), "has the label region=mars", known);
    refused(spec("'legacy'", "{'awayFrom':'legacy'}", ""), "no other live store", known);
  }

  private static void refused(MigrationSpec spec, String... parts) {
    assertThatThrownBy(() -> MigrationTargets.resolve(spec, STORES))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void anAccountBelongsToTheFirstWaveThatCoversIt() {
    MigrationSpec spec =
        spec(
            "'legacy'",
            "{'stores':['s1']}",
            ",'waves':[{'name':'i','tier':'internal'},{'name':'eu','region':'eu'},{'name':'f','tier':'free'}]");
    List<String> targets = List.of("s1");
    assertThat(Assignment.of(spec, targets, account(ID, "internal", "eu", "legacy")))
        .contains(new Planned(ID, 0, "s1"));
    assertThat(Assignment.of(spec, targets, account(ID, "free", "eu", "legacy")))
        .contains(new Planned(ID, 1, "s1"));
    assertThat(Assignment.of(spec, targets, account(ID, "free", "", "legacy")))
        .contains(new Planned(ID, 2, "s1"));
    assertThat(Assignment.of(spec, targets, account(ID, "enterprise", "", "legacy"))).isEmpty();
    assertThat(Assignment.of(spec, targets, account(ID, "free", "", "s2"))).isEmpty();
  }

  @Test
  void allThatIsGivenMustHold() {
    MigrationSpec spec =
        spec(
            "'legacy'",
            "{'stores':['s1']}",
            ",'tier':'free','region':'eu','percent':50,'accounts':['" + ID + "']");
    UUID other = new UUID(1, 1);
    assertThat(spec.selection().covers(account(other, "free", "eu", "legacy"))).isFalse();
    boolean inHalf = StableHash.bucket(ID) < 5_000;
    assertThat(spec.selection().covers(account(ID, "free", "eu", "legacy"))).isEqualTo(inHalf);
    assertThat(spec.selection().covers(account(ID, "free", "us", "legacy"))).isFalse();
    assertThat(spec.selection().covers(account(ID, "internal", "eu", "legacy"))).isFalse();
  }

  @Test
  void growingMovesOnlyWhatGoesToTheNewStore() {
    MigrationSpec grow = spec("'s1','s2'", "{'stores':['s1','s2','s3']}", "");
    Random random = new Random(8);
    int moved = 0;
    for (int i = 0; i < 3_000; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      String home = Rendezvous.choose(id, List.of("s1", "s2"));
      var planned = Assignment.of(grow, List.of("s1", "s2", "s3"), account(id, "free", "", home));
      assertThat(planned.map(Planned::target).orElse("s3")).isEqualTo("s3");
      moved += planned.isPresent() ? 1 : 0;
    }
    assertThat(moved).isBetween(900, 1_100);
  }

  @Test
  void aNewAccountBeginsWhereItWouldHaveBeenMoved() {
    ActiveMigration toNew = active("'legacy'", "{'stores':['s1']}", "", "s1");
    ActiveMigration split = active("'s1'", "{'stores':['s2','s3']}", "", "s2", "s3");
    assertThat(home("free", "", List.of(toNew, split)))
        .isEqualTo(Rendezvous.choose(ID, List.of("s2", "s3")));
    assertThat(home("free", "", List.of(split, toNew))).isEqualTo("s1");
    assertThat(home("free", "", List.of())).isEqualTo("legacy");
  }

  @Test
  void aNewAccountFollowsOnlyWhatMeansIt() {
    String to = "{'stores':['s1']}";
    List<ActiveMigration> none =
        List.of(
            active("'legacy'", to, ",'accounts':['" + ID + "']", "s1"),
            active("'legacy'", to, ",'waves':[{'name':'w','accounts':['" + ID + "']}]", "s1"),
            active("'legacy'", to, ",'waves':[{'name':'w','tier':'internal'}]", "s1"),
            active("'legacy'", to, ",'region':'eu'", "s1"),
            active("'s2'", to, "", "s1"),
            new ActiveMigration(spec("'legacy'", to, ""), List.of("s1"), false));
    assertThat(home("free", "", none)).isEqualTo("legacy");
    assertThat(home("free", "eu", none)).isEqualTo("s1");
  }

  private static String home(String tier, String region, List<ActiveMigration> migrations) {
    return HomeOfNewAccount.choose(ID, tier, region, "legacy", migrations);
  }

  private static ActiveMigration active(String from, String to, String members, String... targets) {
    return new ActiveMigration(spec(from, to, members), List.of(targets), true);
  }
}
