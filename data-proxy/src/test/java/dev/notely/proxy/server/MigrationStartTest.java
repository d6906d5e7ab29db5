package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.migration.FakeMigrations;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.PlanDrift;
import dev.notely.proxy.migration.plan.Planned;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.migration.plan.StoreFacts;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Command;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.MigrationRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class MigrationStartTest implements MigrationStart.Surroundings {
  private final FakeMigrations catalog =
      new FakeMigrations(() -> new Reports().in(State.PLANNED).report());
  private final MigrationStart start = new MigrationStart(catalog, this);
  private final List<Planned> now = new ArrayList<>();
  private boolean targetLives = true;

  @Override
  public List<StoreFacts> stores() {
    return List.of(
        new StoreFacts("old", "legacy", Map.of(), true, 9, 1),
        new StoreFacts("new", "clustered", Map.of(), targetLives, 0, 1));
  }

  @Override
  public void forEachPlanned(MigrationSpec spec, Consumer<List<Planned>> take) {
    now.forEach(one -> take.accept(List.of(one)));
  }

  private static UUID id(long number) {
    return new UUID(number, 0);
  }

  private void planned(long... numbers) {
    for (long number : numbers) {
      catalog.accounts.add(
          new Account(
              id(number),
              0,
              AccountState.WAITING,
              "",
              "new",
              0,
              0,
              0,
              "",
              0,
              new Placement(id(number), 1, "old", "", Phase.SETTLED, 1)));
    }
  }

  private void selected(long... numbers) {
    for (long number : numbers) {
      now.add(new Planned(id(number), 0, "new"));
    }
  }

  @Test
  void whatHasChangedIsFoundOverPagesAndTold() {
    planned(1, 2, 3, 4, 5);
    selected(2, 3, 4, 6);
    PlanDrift drift = start.start(7, "op", "because").orElseThrow();
    assertThat(drift.sentence())
        .isEqualTo("changed since it was planned: wave 'first': 1 account came, 2 accounts went");
    assertThat(catalog.calls)
        .containsExactly(
            "add 2",
            "add 3",
            "add 4",
            "add 6",
            "drop 1 not selected any more",
            "drop 5 not selected any more");
    assertThat(catalog.commands).extracting(Command::reason).containsExactly("because");
    assertThat(catalog.commands.getFirst().evidence()).contains("\"sentence\":\"changed since");
  }

  @Test
  void nothingIsToldWhereNothingHasChanged() {
    planned(1, 2);
    selected(1, 2);
    assertThat(start.start(7, "op", "")).isEmpty();
    assertThat(catalog.commands).extracting(Command::evidence).containsExactly("");
  }

  @Test
  void aTargetThatIsAwayRefusesTheStart() {
    targetLives = false;
    assertThatThrownBy(() -> start.start(7, "op", ""))
        .isInstanceOf(MigrationRefusedException.class)
        .hasMessage("it cannot start: the target new is away");
    assertThat(catalog.commands).isEmpty();
  }

  @Test
  void whatRunsIsNotPlannedAnew() {
    catalog.report = () -> new Reports().report();
    targetLives = false;
    assertThat(start.start(7, "op", "")).isEqualTo(Optional.empty());
    assertThat(catalog.calls).isEmpty();
  }

  @Test
  void itIsWrittenDownWithWhatItWasPlannedFor() {
    selected(1);
    var _ =
        start.create(
            SpecParser.parse(
                "{\"name\":\"move\",\"from\":[\"old\"],\"to\":{\"stores\":[\"new\"]}}"),
            "op");
    assertThat(catalog.evidence).isEqualTo("{\"targets\":{\"new\":\"clustered\"}}");
    assertThat(catalog.calls).containsExactly("create move", "add 1");
  }

  @Test
  void theCatalogIsToldOfTheStrategy() {
    var _ =
        start.create(
            SpecParser.parse(
                "{\"name\":\"move\",\"from\":[\"old\"],\"to\":{\"stores\":[\"new\"]},\"strategy\":\"lazy\"}"),
            "op");
    assertThat(catalog.calls).startsWith("create move lazily");
  }
}
