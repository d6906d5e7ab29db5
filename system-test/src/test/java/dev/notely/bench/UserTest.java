package dev.notely.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserTest {
  private final User user = new User("u", List.of(new UUID(0, 1)), 42);

  private static Answer rightly(Operation operation) {
    return new Answer.Done(operation.content());
  }

  /** The next operation of a kind; those before it are answered rightly. */
  private Operation next(Operation.Kind kind) {
    while (true) {
      Operation operation = user.next();
      if (operation.kind() == kind) {
        return operation;
      }
      user.judge(operation, rightly(operation));
    }
  }

  @Test
  void mixesSeventyTwentyTen() {
    Map<Operation.Kind, Integer> counts = new EnumMap<>(Operation.Kind.class);
    for (int i = 0; i < 10_000; i++) {
      Operation operation = user.next();
      counts.merge(operation.kind(), 1, Integer::sum);
      assertThat(user.judge(operation, rightly(operation))).isInstanceOf(Answer.Done.class);
    }
    assertThat(counts.get(Operation.Kind.GET)).isBetween(6_800, 7_200);
    assertThat(counts.get(Operation.Kind.UPDATE)).isBetween(1_850, 2_150);
    assertThat(counts.get(Operation.Kind.CREATE)).isBetween(900, 1_100);
    assertThat(user.notes()).isEqualTo(counts.get(Operation.Kind.CREATE));
  }

  @Test
  void knowsWhatAGetMustFind() {
    Operation get = next(Operation.Kind.GET);
    assertThat(user.judge(get, new Answer.Done("older"))).isInstanceOf(Answer.Wrong.class);
    assertThat(user.judge(get, rightly(get))).isInstanceOf(Answer.Done.class);
  }

  @Test
  void knowsNoLongerAfterAnUpdateThatMayHaveHappened() {
    Operation update = next(Operation.Kind.UPDATE);
    user.judge(update, new Answer.Failed("no answer"));
    List<Operation> unknown =
        user.readBack(Integer.MAX_VALUE).stream()
            .filter(get -> get.note().equals(update.note()))
            .toList();
    assertThat(unknown).hasSize(1);
    assertThat(unknown.getFirst().content()).isEmpty();
    assertThat(user.judge(unknown.getFirst(), new Answer.Done("whichever")))
        .isInstanceOf(Answer.Done.class);
  }

  @Test
  void sharesAccountsOutAndHasNotesOfItsOwn() {
    List<UUID> accounts = List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3));
    List<User> users = User.sharing("some", 2, accounts);
    assertThat(users.get(0).accounts()).containsExactly(accounts.get(0), accounts.get(2));
    assertThat(users.get(1).accounts()).containsExactly(accounts.get(1));
    assertThat(User.accounts(users)).containsExactlyInAnyOrderElementsOf(accounts);
    List<User> others = User.sharing("other", 2, accounts);
    assertThat(users.getFirst().create().note()).isNotEqualTo(others.getFirst().create().note());
    assertThatThrownBy(() -> User.sharing("many", 4, accounts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("many-3");
  }

  @Test
  void aReaderOfAHotNoteNoticesWhatItMustNotGet() {
    Operation get = new Operation(Operation.Kind.GET, new UUID(0, 1), new UUID(0, 2), "content");
    HotReader reader = new HotReader(get);
    assertThat(reader.judge(reader.next(), new Answer.Done("content")))
        .isInstanceOf(Answer.Done.class);
    assertThat(reader.judge(get, new Answer.Done("other"))).isInstanceOf(Answer.Wrong.class);
    assertThat(reader.judge(get, new Answer.Failed("why"))).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void writesOfTwoRoundsHaveKeysOfTheirOwn() {
    DirectLoad.Keys keys = new DirectLoad.Keys();
    assertThat(List.of(keys.next(), keys.next(), new DirectLoad.Keys().next()))
        .doesNotHaveDuplicates();
  }
}
