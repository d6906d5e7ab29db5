package dev.notely.gateway.http;

import com.google.protobuf.Message;
import dev.notely.proto.migrations.v1.CommandRequest;
import dev.notely.proto.migrations.v1.Document;
import dev.notely.proto.migrations.v1.Inconsistency;
import dev.notely.proto.migrations.v1.Limits;
import dev.notely.proto.migrations.v1.ListAccounts;
import dev.notely.proto.migrations.v1.ListEvents;
import dev.notely.proto.migrations.v1.ListInconsistencies;
import dev.notely.proto.migrations.v1.ListMigrations;
import dev.notely.proto.migrations.v1.ListMismatches;
import dev.notely.proto.migrations.v1.ListUnexpectedData;
import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc;
import dev.notely.proto.migrations.v1.MirrorsOf;
import dev.notely.proto.migrations.v1.ResolveUnexpectedData;
import dev.notely.proto.migrations.v1.Specification;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.function.Predicate;

/** Remembers what it was asked, and answers with a document that names the call. */
final class FakeMigrations extends MigrationServiceGrpc.MigrationServiceImplBase {
  private final Queue<Message> asked;
  private final Predicate<StreamObserver<?>> fails;

  /** Answers of the same calls. */
  volatile String list = "[]";

  volatile String status = "{\"id\":1}";

  FakeMigrations(Queue<Message> asked, Predicate<StreamObserver<?>> fails) {
    this.asked = asked;
    this.fails = fails;
  }

  private void answer(
      Message request, StreamObserver<Document> observer, String json, String next) {
    asked.add(request);
    if (!fails.test(observer)) {
      observer.onNext(Document.newBuilder().setJson(json).setNext(next).build());
      observer.onCompleted();
    }
  }

  @Override
  public void plan(Specification request, StreamObserver<Document> observer) {
    answer(request, observer, "{ \"plan\":1 }", "");
  }

  @Override
  public void create(Specification request, StreamObserver<Document> observer) {
    answer(request, observer, "{\"id\":1}", "");
  }

  @Override
  public void list(ListMigrations request, StreamObserver<Document> observer) {
    answer(request, observer, list, "");
  }

  @Override
  public void mirrors(MirrorsOf request, StreamObserver<Document> observer) {
    answer(request, observer, "{\"id\":1}", "");
  }

  @Override
  public void status(MigrationId request, StreamObserver<Document> observer) {
    answer(request, observer, status, "");
  }

  @Override
  public void report(MigrationId request, StreamObserver<Document> observer) {
    answer(request, observer, "{\"id\":7,\"name\":\"n\",\"summary\":\"a | <b>\"}", "");
  }

  @Override
  public void accounts(ListAccounts request, StreamObserver<Document> observer) {
    answer(request, observer, "[]", "a b&c");
  }

  @Override
  public void events(ListEvents request, StreamObserver<Document> observer) {
    answer(request, observer, "[]", "42");
  }

  @Override
  public void mismatches(ListMismatches request, StreamObserver<Document> observer) {
    answer(request, observer, "[]", "a/k");
  }

  @Override
  public void command(CommandRequest request, StreamObserver<Document> observer) {
    answer(request, observer, "{\"command\":\"" + request.getCommand() + "\"}", "");
  }

  @Override
  public void unexpectedData(ListUnexpectedData request, StreamObserver<Document> observer) {
    answer(request, observer, "[]", "a/b/1");
  }

  @Override
  public void resolve(ResolveUnexpectedData request, StreamObserver<Document> observer) {
    answer(request, observer, "{\"action\":\"fix\"}", "");
  }

  @Override
  public void setLimits(Limits request, StreamObserver<Document> observer) {
    answer(request, observer, "{\"limits\":1}", "");
  }

  @Override
  public void reportInconsistency(Inconsistency request, StreamObserver<Document> observer) {
    answer(request, observer, "{}", "");
  }

  @Override
  public void inconsistencies(ListInconsistencies request, StreamObserver<Document> observer) {
    answer(request, observer, "[]", "42");
  }
}
