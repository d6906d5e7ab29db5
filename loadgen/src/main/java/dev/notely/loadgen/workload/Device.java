package dev.notely.loadgen.workload;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.notely.loadgen.oracle.AccountModel;
import dev.notely.loadgen.oracle.NoteOperation;
import dev.notely.loadgen.workload.GatewayHttp.Answer;
import dev.notely.loadgen.workload.OperationMix.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** One device of a user: does one operation after the other and has every answer judged. */
final class Device {
  /**
   * A write without an answer can take effect as long as its key lives at the gateway; after that
   * it is over.
   */
  private static final long UNANSWERED_NANOS = 90_000_000_000L;

  private final String name;
  private final AccountModel model;
  private final GatewayHttp gateway;
  private final Tally tally;
  private final HistoryFile history;
  private final int targetNotes;
  private final RandomGenerator random;
  private long writes;

  Device(
      String name,
      AccountModel model,
      GatewayHttp gateway,
      Tally tally,
      HistoryFile history,
      int targetNotes,
      RandomGenerator random) {
    this.name = name;
    this.model = model;
    this.gateway = gateway;
    this.tally = tally;
    this.history = history;
    this.targetNotes = targetNotes;
    this.random = random;
  }

  /**
   * One operation.
   *
   * @param dueNanos when it was due ({@link System#nanoTime}); its latency counts from there
   */
  void act(long dueNanos) {
    List<UUID> notes = model.believed();
    Operation operation = OperationMix.next(notes.size(), targetNotes, random);
    UUID note =
        operation == Operation.CREATE || notes.isEmpty()
            ? UuidCreator.getTimeOrderedEpoch()
            : notes.get(random.nextInt(notes.size()));
    switch (operation) {
      case GET -> get(note, dueNanos);
      case LIST -> list(dueNanos);
      case CREATE -> create(note, dueNanos);
      case UPDATE -> update(note, dueNanos);
      case DELETE -> delete(note, dueNanos);
    }
  }

  void get(UUID note, long dueNanos) {
    int id = model.begin(note);
    Optional<Answer> answer = send("get", "GET", path(note), Map.of(), dueNanos);
    int status = answer.map(Answer::status).orElse(0);
    if (status == 200 || (status == 404 && isNoteMissing(answer.orElseThrow()))) {
      String value = status == 200 ? content(answer.orElseThrow()) : NoteOperation.ABSENT;
      end(note, id, new NoteOperation.Read(value), "get", answer.orElseThrow());
    } else {
      model.forget(note, id);
      failed("get", answer);
    }
  }

  void list(long dueNanos) {
    Map<UUID, Integer> begun = new HashMap<>();
    model.everSeen().forEach(note -> begun.put(note, model.begin(note)));
    Optional<Answer> answer =
        send("list", "GET", "/accounts/" + model.account() + "/notes", Map.of(), dueNanos);
    if (answer.isEmpty() || answer.get().status() != 200 || answer.get().body().isEmpty()) {
      begun.forEach(model::forget);
      failed("list", answer);
      return;
    }
    Set<UUID> listed = new HashSet<>();
    for (JsonNode entry : answer.get().body().orElseThrow()) {
      UUID note = UUID.fromString(entry.asString());
      if (!listed.add(note) || !model.everSeen().contains(note)) {
        model.stranger(note, answer.get().traceId()); // twice in a list, or made by nobody
      }
    }
    begun.forEach((note, id) ->
        end(note, id, new NoteOperation.Listed(listed.contains(note)), "list", answer.get()));
  }

  private void create(UUID note, long dueNanos) {
    String content = newContent();
    int id = model.begin(note);
    Optional<Answer> answer =
        send(
            "create",
            "POST",
            "/accounts/" + model.account() + "/notes",
            Map.of("id", note.toString(), "content", content),
            dueNanos);
    NoteOperation wish = new NoteOperation.Created(content);
    if (answer.isPresent() && answer.get().status() == 201) {
      stored(answer.get(), content);
      end(note, id, wish, "create", answer.get());
      model.believe(note, true);
    } else {
      maybe(note, id, wish, "create", answer);
    }
  }

  private void update(UUID note, long dueNanos) {
    String content = newContent();
    int id = model.begin(note);
    Optional<Answer> answer =
        send("update", "PUT", path(note), Map.of("content", content), dueNanos);
    int status = answer.map(Answer::status).orElse(0);
    NoteOperation wish = new NoteOperation.Updated(content);
    if (status == 200) {
      stored(answer.orElseThrow(), content);
      end(note, id, wish, "update", answer.orElseThrow());
    } else if (status == 404 && isNoteMissing(answer.orElseThrow())) {
      end(note, id, new NoteOperation.Read(NoteOperation.ABSENT), "update", answer.orElseThrow());
    } else {
      maybe(note, id, wish, "update", answer);
    }
  }

  private void delete(UUID note, long dueNanos) {
    int id = model.begin(note);
    Optional<Answer> answer = send("delete", "DELETE", path(note), Map.of(), dueNanos);
    NoteOperation wish = new NoteOperation.Deleted();
    if (answer.isPresent() && answer.get().status() == 204) {
      end(note, id, wish, "delete", answer.get());
      model.believe(note, false);
    } else {
      maybe(note, id, wish, "delete", answer);
    }
  }

  private void end(UUID note, int id, NoteOperation result, String operation, Answer answer) {
    model.end(note, id, result, line(operation, result, answer.traceId()), answer.traceId());
  }

  private void maybe(
      UUID note, int id, NoteOperation wish, String operation, Optional<Answer> answer) {
    failed(operation, answer);
    int status = answer.map(Answer::status).orElse(0);
    if (status >= 400 && status < 500 && status != 408) {
      model.forget(note, id); // refused: nothing was done
    } else {
      model.unanswered(
          note,
          id,
          wish,
          System.nanoTime() + UNANSWERED_NANOS,
          line(operation + " (no answer)", wish, ""));
    }
  }

  /** The answer to a write must show what was written. */
  private void stored(Answer answer, String content) {
    if (!content(answer).equals(content)) {
      tally.error("a write was answered with another content");
    }
  }

  private String line(String operation, NoteOperation result, String traceId) {
    return System.nanoTime() / 1_000_000
        + " ms "
        + name
        + " "
        + operation
        + " "
        + result
        + " "
        + traceId;
  }

  private Optional<Answer> send(
      String operation, String method, String path, Map<String, ?> body, long dueNanos) {
    long began = System.nanoTime();
    Optional<Answer> answer = gateway.send(method, path, body);
    long ended = System.nanoTime();
    tally.request(operation, (ended - Math.min(began, dueNanos)) / 1_000);
    if (history.isOn()) {
      history.write(
          Map.of(
              "device", name,
              "operation", operation,
              "path", path,
              "startNanos", began,
              "endNanos", ended,
              "status", answer.map(Answer::status).orElse(0),
              "traceId", answer.map(Answer::traceId).orElse(""),
              "sent", body,
              "answer", answer.flatMap(Answer::body).map(JsonNode::toString).orElse("")));
    }
    return answer;
  }

  private void failed(String operation, Optional<Answer> answer) {
    tally.error(operation + " " + answer.map(a -> String.valueOf(a.status())).orElse("no answer"));
  }

  private static boolean isNoteMissing(Answer answer) {
    return answer
        .body()
        .map(body -> body.path("error").asString(""))
        .orElse("")
        .equals("Note not found");
  }

  private static String content(Answer answer) {
    return answer.body().map(body -> body.path("content").asString("")).orElse("");
  }

  private String path(UUID note) {
    return "/accounts/" + model.account() + "/notes/" + note;
  }

  private String newContent() {
    return name + " " + ++writes + " " + "x".repeat(random.nextInt(200));
  }
}
