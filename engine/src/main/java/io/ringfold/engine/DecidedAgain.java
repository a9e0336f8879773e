package io.ringfold.engine;

import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;

/** The comparison that {@link WhatIf} hands over, again and again; looks at its record and slot. */
final class DecidedAgain implements DecisionComparison {
  private final TypeCatalog types;
  private final RecordView view;
  private final Slot slot;
  private long sequence;
  private TypeDefinition command;
  private Kind kind;
  private String code;
  private String message;

  DecidedAgain(TypeCatalog types, RecordView view, Slot slot) {
    this.types = types;
    this.view = view;
    this.slot = slot;
  }

  /** Begins the next command. */
  void begin(long atSequence, TypeDefinition type) {
    sequence = atSequence;
    command = type;
  }

  /** Says what came of it. */
  void decided(Kind found, String withCode, String withMessage) {
    kind = found;
    code = withCode;
    message = withMessage;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public RecordView recorded() {
    return view;
  }

  @Override
  public TypeDefinition command() {
    return command;
  }

  @Override
  public TypeDefinition definition(int ordinal) {
    return types.definition(ordinal);
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String message() {
    return message;
  }

  @Override
  public int eventCount() {
    return slot.eventCount();
  }

  @Override
  public String eventName(int index) {
    return slot.eventType(index).name();
  }

  @Override
  public Object event(int index) {
    return slot.event(index);
  }
}
