package dev.notely.proxy.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.plan.PlanDrift.AccountDrift;
import dev.notely.proxy.migration.plan.PlanDrift.Change;
import dev.notely.proxy.migration.plan.PlanDrift.WaveDrift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PlanDriftTest {
  private static final MigrationSpec SPEC =
      SpecParser.parse(
          "{\"name\":\"m\",\"from\":[\"old\"],\"to\":{\"label\":{\"region\":\"eu\"}}}");

  private final List<UUID> gone = new ArrayList<>();

  private static UUID id(long number) {
    return new UUID(number, 0);
  }

  private static Planned one(long number, int wave, String target) {
    return new Planned(id(number), wave, target);
  }

  private PlanDrift drift(List<Planned> before, List<Planned> now, String... stores) {
    var comparison =
        new PlanDrift.Comparison(List.of("free", "paid"), before.iterator(), gone::add);
    now.forEach(comparison::add);
    return comparison.end(Arrays.asList(stores));
  }

  @Test
  void nothingChanged() {
    List<Planned> same = List.of(one(1, 0, "new"), one(2, 1, "new"));
    PlanDrift drift = drift(same, same);
    assertThat(drift.none()).isTrue();
    assertThat(drift.sentence()).isEqualTo("nothing has changed since it was planned");
    assertThat(gone).isEmpty();
  }

  @Test
  void accountsCameAndWentAndChanged() {
    PlanDrift drift =
        drift(
            List.of(one(1, 0, "a"), one(2, 0, "a"), one(4, 1, "a"), one(5, 1, "a")),
            List.of(one(2, 0, "a"), one(3, 0, "a"), one(4, 0, "a"), one(-1, 1, "b")));
    assertThat(drift.perWave())
        .containsExactly(new WaveDrift("free", 1, 1, 1), new WaveDrift("paid", 1, 1, 0));
    assertThat(drift.named())
        .containsExactly(
            new AccountDrift(id(1), Change.WENT),
            new AccountDrift(id(3), Change.CAME),
            new AccountDrift(id(4), Change.CHANGED),
            new AccountDrift(id(5), Change.WENT),
            new AccountDrift(id(-1), Change.CAME)); // its bytes are the highest
    assertThat(gone).containsExactly(id(1), id(5));
    assertThat(drift.sentence())
        .isEqualTo(
            "changed since it was planned: wave 'free': 1 account came, 1 account went, 1 account"
                + " changed wave or target; wave 'paid': 1 account came, 1 account went");
  }

  @Test
  void tenAreNamedAndAllAreCounted() {
    PlanDrift drift =
        drift(List.of(), LongStream.range(0, 25).mapToObj(i -> one(i, 0, "a")).toList());
    assertThat(drift.named()).hasSize(10);
    assertThat(drift.perWave().getFirst().came()).isEqualTo(25);
  }

  private static StoreFacts store(String name, String schema, boolean live) {
    return new StoreFacts(name, schema, Map.of("region", "eu"), live, 1, 1);
  }

  private static final StoreFacts OLD = new StoreFacts("old", "legacy", Map.of(), true, 1, 1);

  @Test
  void targetsCameAndWent() {
    TargetDrift planned =
        TargetDrift.of(SPEC, List.of(OLD, store("a", "clustered", true), store("b", "x", true)));
    assertThat(planned.schemas()).isEqualTo(Map.of("a", "clustered", "b", "x"));
    assertThat(TargetDrift.of(planned.json())).isEqualTo(planned);
    List<StoreFacts> now =
        List.of(OLD, store("b", "x", true), store("c", "y", true), store("a", "z", false));
    assertThat(planned.changes(SPEC, now))
        .containsExactly("the target c came", "the target a went");
    assertThat(planned.obstacle(SPEC, now)).isEmpty();
    assertThat(TargetDrift.of("").changes(SPEC, now)).isEmpty();
  }

  @Test
  void aTargetThatIsAwayOrAnotherIsInTheWay() {
    MigrationSpec named =
        SpecParser.parse("{\"name\":\"m\",\"from\":[\"old\"],\"to\":{\"stores\":[\"a\"]}}");
    TargetDrift planned = TargetDrift.of(named, List.of(OLD, store("a", "clustered", true)));
    assertThat(planned.obstacle(named, List.of(OLD, store("a", "clustered", false))))
        .contains("the target a is away");
    assertThat(planned.obstacle(named, List.of(OLD, store("a", "legacy", true))))
        .contains("the target a has the schema legacy; it was planned for clustered");
  }
}
