/* The documents of the demo, byte for byte; demo_document.cpp gives them a type. */
  .section .rodata
  .global filo_demo_begin
  .global filo_demo_end
filo_demo_begin:
  .incbin FILO_DEMO_FILE
filo_demo_end:
  .byte 0
  .global filo_demo_desk_begin
  .global filo_demo_desk_end
filo_demo_desk_begin:
  .incbin FILO_DEMO_DESK_FILE
filo_demo_desk_end:
  .byte 0
  .section .note.GNU-stack,"",@progbits
