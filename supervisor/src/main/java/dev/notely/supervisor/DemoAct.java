package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An act of the story.
 *
 * @param needs acts that must be played before it where it is played alone
 * @param homes where accounts live when it has ended
 * @param emptyStores what holds no note and no copy when it has ended
 */
record DemoAct(
    String title, List<DemoAct> needs, Play play, Set<String> homes, Set<String> emptyStores) {
  /** Everybody moves, a service level after the other; the way back stays open. */
  static final DemoAct WAVES =
      new DemoAct("waves", List.of(), WavesAct::play, Set.of("new"), Set.of());

  /** Everybody goes home again, though nothing is wrong. */
  static final DemoAct ROLLBACK =
      new DemoAct("rollback", List.of(WAVES), RollbackAct::play, Set.of("legacy"), Set.of("new"));

  /** Forward again; a slow store makes the gate hold, an operator releases it. */
  static final DemoAct GATE =
      new DemoAct("gate", List.of(), GateAct::play, Set.of("new"), Set.of("legacy"));

  /** From one store to three. */
  static final DemoAct SHARDS =
      new DemoAct(
          "shards",
          List.of(WAVES),
          ShardsAct::play,
          Set.copyOf(ShardsAct.SHARDS),
          Set.of("legacy", "new"));

  /** The story: each act begins where the one before it ended. */
  private static final List<DemoAct> STORY = List.of(WAVES, ROLLBACK, GATE, SHARDS);

  /** Does it, and answers what it has to tell besides its figures. */
  interface Play {
    String on(DemoStage stage) throws InterruptedException;
  }

  DemoAct {
    needs = List.copyOf(needs);
    homes = Set.copyOf(homes);
    emptyStores = Set.copyOf(emptyStores);
  }

  /** The act of that name and before it what it needs; the whole story without a name. */
  static List<DemoAct> chosen(String name) {
    if (name.isEmpty()) {
      return STORY;
    }
    return STORY.stream()
        .filter(act -> act.title.equals(name))
        .findFirst()
        .map(act -> Stream.concat(act.needs.stream(), Stream.of(act)).toList())
        .orElseThrow(() ->
            new StartupException(
                "--act is "
                    + name
                    + "; it must be one of "
                    + STORY.stream().map(DemoAct::title).collect(Collectors.joining(", "))));
  }
}
