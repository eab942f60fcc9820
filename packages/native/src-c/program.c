/* Programs of elementwise functions: step by step over blocks, so that what is in between stays in the first cache. */
#include "loops.h"
#include "threads.h"

static int64_t size_of(const struct view *x) {
  int64_t size = 1;
  for (int axis = 0; axis < x->axes; axis++) size *= x->shape[axis];
  return size;
}

static bool overlap(const char *a, size_t a_bytes, const char *b, size_t b_bytes) {
  return (uintptr_t)a < (uintptr_t)b + b_bytes && (uintptr_t)b < (uintptr_t)a + a_bytes;
}

/* What a step takes for an element, to tell what threads are worth. */
#define NANOSECONDS 0.1

struct run {
  const struct program *program;
  const struct view *inputs, *outputs;
  enum dtype dtype;
  int64_t size;
  /* Whether outputs are written at once: no input lies where they do. */
  bool direct;
  bool single[MOST_VIEWS];
  int pieces;
};

/* The first register that a step writes is given by -1 - output where it is an output, else a block behind the inputs. */
static enum outcome run_blocks(const void *work, int piece, struct scratch *scratch) {
  const struct run *run = work;
  const struct program *program = run->program;
  const struct view *inputs = run->inputs, *outputs = run->outputs;
  const bool *single = run->single, direct = run->direct;
  enum dtype dtype = run->dtype;
  size_t bytes = bytes_of[dtype];
  /* Blocks that lay pages apart would share places of the first cache. */
  const size_t block = BLOCK * bytes + 64;
  char *blocks = scratch_of(scratch, (program->registers + program->outputs) * block);
  if (blocks == NULL) return NO_MEMORY;
  char *kept = blocks + program->registers * block;
  int64_t end = piece_from(run->size, piece + 1, run->pieces, BLOCK);
  for (int64_t from = piece_from(run->size, piece, run->pieces, BLOCK); from < end; from += BLOCK) {
    int64_t count = end - from < BLOCK ? end - from : BLOCK;
    int64_t step_of[3];
    for (int s = 0; s < program->steps; s++) {
      const struct step *step = &program->step[s];
      char *at[3] = {NULL};
      int registers[3] = {step->operands[0], step->operands[1], step->result};
      for (int k = 0; k < 3; k++) {
        int r = registers[k];
        step_of[k] = 1;
        if (r == NO_OPERAND) continue;
        if (r < 0) at[k] = direct ? outputs[-1 - r].data + from * bytes : kept + (-1 - r) * block;
        else if (r >= program->inputs) at[k] = blocks + (r - program->inputs) * block;
        else if (single[r]) at[k] = inputs[r].data, step_of[k] = 0;
        else at[k] = inputs[r].data + from * bytes;
      }
      if (registers[1] == NO_OPERAND) {
        unary_loop *loop = AT_LEVEL(unary_of)(step->f, dtype);
        if (step_of[0] == 1) loop(at[0], at[2], count);
        else {
          loop(at[0], at[2], 1);
          copy_row(at[2], 0, at[2], 1, count, bytes);
        }
      } else {
        binary_loop *loop = AT_LEVEL(binary_of)(step->f, dtype);
        if (step_of[0] == 1 || step_of[1] == 1) loop(at[0], step_of[0], at[1], step_of[1], at[2], count);
        else {
          loop(at[0], 1, at[1], 1, at[2], 1);
          copy_row(at[2], 0, at[2], 1, count, bytes);
        }
      }
    }
    for (int o = 0; o < program->outputs; o++) {
      int r = program->output[o];
      char *to = outputs[o].data + from * bytes;
      if (r == -1 - o && direct) continue;
      if (r < 0) copy_row(direct ? outputs[-1 - r].data + from * bytes : kept + (-1 - r) * block, 1, to, 1, count, bytes);
      else if (r >= program->inputs) copy_row(blocks + (r - program->inputs) * block, 1, to, 1, count, bytes);
      else copy_row(inputs[r].data + (single[r] ? 0 : from * bytes), single[r] ? 0 : 1, to, 1, count, bytes);
    }
  }
  return DONE;
}

enum outcome AT_LEVEL(elementwise)(const struct program *program, const struct view *inputs,
                                   const struct view *outputs, struct scratch *scratch) {
  enum dtype dtype = outputs[0].dtype;
  if (dtype == BOOL) return NO_KERNEL;
  int64_t size = size_of(&outputs[0]);
  size_t bytes = bytes_of[dtype];
  struct run work = {program, inputs, outputs, .dtype = dtype, .size = size, .direct = true};
  bool together = true;
  for (int i = 0; i < program->inputs; i++) {
    int64_t own = size_of(&inputs[i]);
    if (inputs[i].dtype != dtype || (own != 1 && own != size)) return NO_KERNEL;
    work.single[i] = own == 1;
  }
  for (int o = 0; o < program->outputs; o++) {
    if (outputs[o].dtype != dtype || size_of(&outputs[o]) != size) return NO_KERNEL;
    for (int i = 0; i < program->inputs; i++)
      if (overlap(outputs[o].data, size * bytes, inputs[i].data, work.single[i] ? bytes : size * bytes)) {
        work.direct = false;
        /* In the same place, element by element, the blocks of threads stay apart. */
        together &= outputs[o].data == inputs[i].data && !work.single[i];
      }
  }
  for (int s = 0; s < program->steps; s++) {
    const struct step *step = &program->step[s];
    bool found = step->operands[1] == NO_OPERAND ? AT_LEVEL(unary_of)(step->f, dtype) != NULL
                                                 : step->f < BINARY_COUNT && AT_LEVEL(binary_of)(step->f, dtype) != NULL;
    if (!found) return NO_KERNEL;
  }
  work.pieces = together ? pieces_of(scratch, NANOSECONDS * program->steps * size, (size + BLOCK - 1) / BLOCK) : 1;
  return run_pieces(scratch, work.pieces, run_blocks, &work);
}
