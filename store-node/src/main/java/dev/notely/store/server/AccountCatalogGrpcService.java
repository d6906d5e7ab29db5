package dev.notely.store.server;

import dev.notely.proto.catalog.v1.AccountCatalogServiceGrpc;
import dev.notely.proto.catalog.v1.AccountEntry;
import dev.notely.proto.catalog.v1.AccountEntryPage;
import dev.notely.proto.catalog.v1.AccountId;
import dev.notely.proto.catalog.v1.CreateAccountEntry;
import dev.notely.proto.catalog.v1.ListAccountEntries;
import dev.notely.proto.catalog.v1.RenameAccount;
import dev.notely.store.catalog.Catalog;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Accounts of the catalog. */
final class AccountCatalogGrpcService
    extends AccountCatalogServiceGrpc.AccountCatalogServiceImplBase {
  private final Catalog catalog;

  AccountCatalogGrpcService(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void create(CreateAccountEntry request, StreamObserver<AccountEntry> observer) {
    Answers.send(
        observer,
        () ->
            catalog.create(
                RequestFields.id("id", request.getId()),
                RequestFields.text("name", request.getName()),
                RequestFields.text("tier", request.getTier()),
                request.getRegion(),
                RequestFields.text("home", request.getHome())),
        CatalogMapping::entry);
  }

  @Override
  public void get(AccountId request, StreamObserver<AccountEntry> observer) {
    Answers.send(
        observer,
        () ->
            CompletableFuture.completedFuture(
                catalog.account(RequestFields.id("id", request.getId()))),
        CatalogMapping::entry);
  }

  @Override
  public void list(ListAccountEntries request, StreamObserver<AccountEntryPage> observer) {
    int limit = request.getLimit();
    Answers.send(
        observer,
        () ->
            CompletableFuture.completedFuture(
                catalog.accounts(
                    CatalogMapping.after(request.getAfter()), RequestFields.limit(limit) + 1)),
        entries -> page(entries, limit));
  }

  private static AccountEntryPage page(
      List<dev.notely.store.catalog.AccountEntry> entries, int limit) {
    return AccountEntryPage.newBuilder()
        .addAllAccounts(entries.stream().limit(limit).map(CatalogMapping::entry).toList())
        .setMore(entries.size() > limit)
        .build();
  }

  @Override
  public void rename(RenameAccount request, StreamObserver<AccountEntry> observer) {
    Answers.send(
        observer,
        () ->
            catalog.rename(
                RequestFields.id("id", request.getId()),
                RequestFields.text("name", request.getName())),
        CatalogMapping::entry);
  }
}
