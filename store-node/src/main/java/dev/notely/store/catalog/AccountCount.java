package dev.notely.store.catalog;

/** Accounts of a wave in one state, and the records copied for them. */
public record AccountCount(int wave, AccountState state, long accounts, long records) {
  AccountCount plus(AccountCount more) {
    return new AccountCount(wave, state, accounts + more.accounts, records + more.records);
  }
}
