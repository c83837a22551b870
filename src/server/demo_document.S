/* The demo centre, byte for byte; demo_document.cpp gives it a type. */
  .section .rodata
  .global filo_demo_begin
  .global filo_demo_end
filo_demo_begin:
  .incbin FILO_DEMO_FILE
filo_demo_end:
  .byte 0
  .section .note.GNU-stack,"",@progbits
