package dev.notely.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * One client with notes of its own: 70 % gets, 20 % updates, 10 % creates, one after another. As
 * nobody else writes its notes, it knows what each get must find. Not thread-safe.
 */
final class User implements Script {
  private static final int GETS = 70;
  private static final int GETS_AND_UPDATES = 90;
  private static final String PADDING = " lorem ipsum dolor sit amet".repeat(4);

  private final String name;
  private final List<UUID> accounts;
  private final SplittableRandom random;
  private final List<Note> notes = new ArrayList<>();
  private final Map<UUID, String> contents = new HashMap<>(); // empty: not known any more
  private long writes;

  private record Note(UUID account, UUID id) {}

  User(String name, List<UUID> accounts, long seed) {
    if (accounts.isEmpty()) {
      throw new IllegalArgumentException(name + " has no account");
    }
    this.name = name;
    this.accounts = List.copyOf(accounts);
    random = new SplittableRandom(seed);
  }

  /** So many who share the accounts out among them; each has one at least. */
  static List<User> sharing(String name, int number, List<UUID> accounts) {
    List<User> users = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int user = i;
      List<UUID> own =
          IntStream.range(0, accounts.size())
              .filter(account -> account % number == user)
              .mapToObj(accounts::get)
              .toList();
      String named = name + "-" + i;
      users.add(new User(named, own, named.hashCode())); // ids of notes are nobody else's
    }
    return users;
  }

  /** All their accounts. */
  static List<UUID> accounts(List<User> users) {
    return users.stream().flatMap(user -> user.accounts.stream()).toList();
  }

  List<UUID> accounts() {
    return accounts;
  }

  int notes() {
    return notes.size();
  }

  @Override
  public Operation next() {
    int draw = random.nextInt(100);
    if (notes.isEmpty() || draw >= GETS_AND_UPDATES) {
      return create();
    }
    Note note = notes.get(random.nextInt(notes.size()));
    return draw < GETS
        ? get(note)
        : new Operation(Operation.Kind.UPDATE, note.account(), note.id(), newContent());
  }

  Operation create() {
    UUID account = accounts.get(random.nextInt(accounts.size()));
    return new Operation(Operation.Kind.CREATE, account, newId(), newContent());
  }

  /** Gets of the latest notes, at most so many. */
  List<Operation> readBack(int most) {
    return notes.subList(Math.max(0, notes.size() - most), notes.size()).stream()
        .map(this::get)
        .toList();
  }

  private Operation get(Note note) {
    return new Operation(
        Operation.Kind.GET, note.account(), note.id(), contents.getOrDefault(note.id(), ""));
  }

  @Override
  public Answer judge(Operation operation, Answer answer) {
    switch (answer) {
      case Answer.Done done when !operation.isWrite() -> {
        return operation.content().isEmpty() || operation.content().equals(done.content())
            ? done
            : new Answer.Wrong("'" + done.content() + "' instead of '" + operation.content() + "'");
      }
      case Answer.Done _ -> {
        if (operation.kind() == Operation.Kind.CREATE) {
          notes.add(new Note(operation.account(), operation.note()));
        }
        contents.merge(
            operation.note(), operation.content(), (old, now) -> old.isEmpty() ? old : now);
      }
      case Answer.Failed _ -> {
        if (operation.kind() == Operation.Kind.UPDATE) {
          contents.put(operation.note(), ""); // it may have happened, or may yet happen
        }
      }
      case Answer.Wrong _ -> {}
    }
    return answer;
  }

  private UUID newId() {
    return new UUID(
        (random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | (1L << 63));
  }

  private String newContent() {
    writes++;
    return name + " " + writes + PADDING;
  }
}
